from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"
UNDO = """
DROP FUNCTION screening_case_follows() CASCADE;
DROP FUNCTION screening_case_keeps_up() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_confirmed_at"),
        ("notices", "0005_amend_freeze"),
        ("screening", "0006_minutes_freeze"),
    ]
    operations = [
        migrations.AddField(
            model_name="screeningcase",
            name="notice",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notices.notice",
            ),
        ),
        migrations.AddField(
            model_name="screeningcase",
            name="presented_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="screeningcase",
            name="is_standing",
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddIndex(
            model_name="screeningcase",
            index=models.Index(
                condition=models.Q(("is_standing", True)),
                fields=["notice", "presented_at", "application"],
                include=["id", "status"],
                name="screening_case_board",
            ),
        ),
        migrations.RunSQL((SQL / "board.sql").read_text(), UNDO),
    ]
