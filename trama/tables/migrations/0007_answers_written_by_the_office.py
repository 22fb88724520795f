from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tables", "0006_votes")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="acted_for",
            field=models.BooleanField(default=False),
        ),
    ]
