from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("learning", "0003_lab")]
    operations = [
        migrations.RunSQL(
            (SQL / "lab.sql").read_text(), "DROP FUNCTION learning_refuse_rewriting() CASCADE"
        )
    ]
