from pathlib import Path

import django.db.models.deletion
import trama.core.ids
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"
UNDO = """
DROP FUNCTION tables_path_document_freeze() CASCADE;
DROP FUNCTION tables_paragraph_freeze() CASCADE;
DROP FUNCTION tables_synthesis_is_final(bigint[]) CASCADE;
DROP FUNCTION tables_path_act_freeze() CASCADE;
DROP FUNCTION tables_priority_freeze() CASCADE;
DROP FUNCTION tables_act_grounds_freeze() CASCADE;
DROP FUNCTION tables_report_freeze() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0007_title_search"),
        ("programming", "0005_act_priorities"),
        ("tables", "0007_answers_written_by_the_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ParagraphVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="PathPriority",
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
                ("dropped_because", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name": "priorità del percorso",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Synthesis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("composed_at", models.DateTimeField(null=True)),
                ("consulted_until", models.DateTimeField(null=True)),
                (
                    "report",
                    models.TextField(
                        blank=True,
                        max_length=20000,
                        verbose_name="che cosa aggiunge il responsabile",
                    ),
                ),
            ],
            options={
                "verbose_name": "sintesi",
            },
        ),
        migrations.AddField(
            model_name="consultationremark",
            name="acted_for",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="synthesisparagraph",
            name="note",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="synthesisparagraph",
            name="origin",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="synthesisparagraph",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="synthesisparagraph",
            name="removed_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="synthesisparagraph",
            name="removed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="synthesisparagraph",
            name="position",
            field=models.PositiveIntegerField(),
        ),
        migrations.AddConstraint(
            model_name="consultationremark",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="consultation_remark_says"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "open"), models.Q(("answer", ""), _negated=True), _connector="OR"
                ),
                name="consultation_remark_answered_with_a_reason",
                violation_error_message="Scrivi perché l’osservazione è accolta o no.",
            ),
        ),
        migrations.AddConstraint(
            model_name="synthesisparagraph",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="synthesis_paragraph_says"
            ),
        ),
        migrations.AddConstraint(
            model_name="synthesisparagraph",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removed_at", None),
                    models.Q(("removed_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="synthesis_paragraph_removed_with_a_reason",
                violation_error_message="Scrivi perché il capoverso si toglie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="synthesisparagraph",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_dissent", False),
                    models.Q(("author", None), ("removed_by", None)),
                    _connector="OR",
                ),
                name="synthesis_dissent_stays_as_said",
                violation_error_message="Una posizione diversa resta com’è stata detta.",
            ),
        ),
        migrations.AddField(
            model_name="paragraphversion",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paragraphversion",
            name="paragraph",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="tables.synthesisparagraph",
            ),
        ),
        migrations.AddField(
            model_name="pathpriority",
            name="contributions",
            field=models.ManyToManyField(
                blank=True, related_name="priorities", to="tables.contribution"
            ),
        ),
        migrations.AddField(
            model_name="pathpriority",
            name="needs",
            field=models.ManyToManyField(blank=True, related_name="priorities", to="needs.need"),
        ),
        migrations.AddField(
            model_name="pathpriority",
            name="option",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="priority",
                to="tables.voteoption",
            ),
        ),
        migrations.AddField(
            model_name="pathpriority",
            name="path",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="priorities",
                to="tables.path",
            ),
        ),
        migrations.AddField(
            model_name="pathpriority",
            name="programmed",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="path_priority",
                to="programming.actpriority",
            ),
        ),
        migrations.AddField(
            model_name="synthesis",
            name="path",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="synthesis",
                to="tables.path",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraphversion",
            constraint=models.UniqueConstraint(
                fields=("paragraph", "number"), name="synthesis_paragraph_version_once"
            ),
        ),
        migrations.RunSQL((SQL / "synthesis_freeze.sql").read_text(), UNDO),
    ]
