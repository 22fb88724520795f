from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("tables", "0004_contributions_followed")]

    operations = [
        migrations.AlterModelOptions(name="entryversion", options={"ordering": ["number"]}),
        migrations.AddField(
            model_name="meeting", name="remarks_from", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="meeting",
            name="status",
            field=models.CharField(
                choices=[
                    ("convened", "convocato"),
                    ("held", "tenuto, verbale da scrivere"),
                    ("minutes_draft", "verbale in bozza"),
                    ("minutes_open", "verbale aperto alle osservazioni"),
                    ("minutes_approved", "verbale da pubblicare"),
                    ("published", "verbale pubblicato"),
                    ("cancelled", "annullato"),
                ],
                default="convened",
                max_length=30,
            ),
        ),
        migrations.RunSQL(
            (SQL / "minutes_freeze.sql").read_text(),
            "DROP FUNCTION tables_meeting_freeze() CASCADE;"
            "DROP FUNCTION tables_of_meeting_freeze() CASCADE;"
            "DROP FUNCTION tables_of_entry_freeze() CASCADE;"
            "DROP FUNCTION tables_joined_freeze() CASCADE;"
            "DROP FUNCTION tables_approval_freeze() CASCADE;"
            "DROP FUNCTION tables_is_told(bigint[]) CASCADE",
        ),
    ]
