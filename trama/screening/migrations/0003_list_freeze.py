from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_outcomes_told")]
    operations = [
        migrations.RunSQL(
            (SQL / "list_freeze.sql").read_text(), "DROP FUNCTION screening_list_freeze() CASCADE"
        )
    ]
