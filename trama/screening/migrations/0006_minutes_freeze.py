from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_minutes_and_substitutes")]
    operations = [
        migrations.RunSQL(
            (SQL / "minutes_freeze.sql").read_text(),
            "DROP FUNCTION screening_minutes_freeze() CASCADE;"
            "DROP FUNCTION screening_attendance_freeze() CASCADE",
        )
    ]
