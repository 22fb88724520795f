from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_amendments")]
    operations = [
        migrations.RunSQL((SQL / "amend.sql").read_text(), migrations.RunSQL.noop),
    ]
