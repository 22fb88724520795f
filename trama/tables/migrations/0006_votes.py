from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"
UNDO = """
DROP FUNCTION tables_vote_freeze() CASCADE;
DROP FUNCTION tables_vote_parts_freeze() CASCADE;
DROP FUNCTION tables_vote_source_freeze() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("tables", "0005_minutes")]

    operations = [
        migrations.AlterField(
            model_name="priorityvote",
            name="closing_record",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="priorityvote",
            name="published",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.document",
            ),
        ),
        migrations.AddConstraint(
            model_name="priorityvote",
            constraint=models.CheckConstraint(
                condition=models.Q(("budget", None), ("seats__gt", 0), ("seats__isnull", False))
                | models.Q(("budget__gt", 0), ("budget__isnull", False), ("seats", None)),
                name="priority_vote_places_or_budget",
                violation_error_message="Scrivi quante priorità, oppure il bilancio: uno dei due.",
            ),
        ),
        migrations.RemoveConstraint(model_name="ballot", name="ballot_pseudonym_once"),
        migrations.AlterField(
            model_name="ballot",
            name="pseudonym",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=~models.Q(("pseudonym", "")),
                fields=("vote", "pseudonym"),
                name="ballot_pseudonym_once",
            ),
        ),
        migrations.RunSQL((SQL / "votes_freeze.sql").read_text(), UNDO),
    ]
