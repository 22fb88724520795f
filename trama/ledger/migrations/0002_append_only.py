from pathlib import Path

from django.conf import settings
from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (SQL / "append_only.sql").read_text().replace("%(app)s", settings.APP_ROLE),
            "DROP FUNCTION ledger_refuse_change() CASCADE",
        )
    ]
