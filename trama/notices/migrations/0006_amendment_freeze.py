from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_amend_freeze")]
    operations = [
        migrations.RunSQL(
            (SQL / "amendment_freeze.sql").read_text(),
            "DROP FUNCTION notices_amendment_freeze() CASCADE",
        )
    ]
