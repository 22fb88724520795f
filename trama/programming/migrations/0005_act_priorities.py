from pathlib import Path

import django.db.models.deletion
import trama.core.ids
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("programming", "0004_target_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActPriority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=trama.core.ids.new_uid, editable=False, unique=True),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="titolo")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="in breve")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="priorities",
                        to="programming.programmingact",
                    ),
                ),
            ],
            options={
                "verbose_name": "priorità dell’atto",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("act", "position"), name="act_priority_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="act_priority_has_a_title",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (SQL / "priority_freeze.sql").read_text(),
            "DROP FUNCTION programming_priority_freeze() CASCADE",
        ),
    ]
