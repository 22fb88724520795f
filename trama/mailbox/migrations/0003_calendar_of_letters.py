from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0002_tray")]

    operations = [
        migrations.AddField(
            model_name="outgoingmessage", name="calendar", field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
