from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [migrations.RunSQL((SQL / "freeze.sql").read_text(), 'DROP FUNCTION applications_freeze() CASCADE')]
