from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_glossary")]
    operations = [
        migrations.RunSQL(
            (SQL / "glossary.sql").read_text(),
            "DROP FUNCTION learning_refuse_agreement() CASCADE;"
            " DROP FUNCTION learning_refuse_version() CASCADE;"
            " DROP FUNCTION learning_refuse_change() CASCADE;"
            " DROP FUNCTION learning_both_consent(bigint, bigint, bigint)",
        )
    ]
