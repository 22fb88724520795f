"""Contributions found by their words, in versions whose readers are told, with earlier positions."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Concat

import trama.core.text

STANCES = [("agree", "d’accordo"), ("reserve", "con riserva"), ("disagree", "contrario")]


class Migration(migrations.Migration):
    dependencies = [("tables", "0003_channels_and_ground")]

    operations = [
        migrations.AlterModelOptions(name="contributionversion", options={"ordering": ["number"]}),
        migrations.AddField(
            "contributionversion",
            "told",
            models.ManyToManyField(related_name="+", to="tables.participant"),
        ),
        migrations.CreateModel(
            name="EarlierPosition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stance", models.CharField(choices=STANCES, max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="tables.position",
                    ),
                ),
            ],
            options={"ordering": ["taken_at", "pk"]},
        ),
        migrations.AlterField(
            "contribution",
            "text",
            models.TextField(
                max_length=8000,
                validators=[django.core.validators.MaxLengthValidator(8000)],
                verbose_name="testo",
            ),
        ),
        migrations.AddField(
            "contribution",
            "title_key",
            models.GeneratedField(
                db_persist=True,
                expression=trama.core.text.NameKey(models.F("title")),
                output_field=models.CharField(max_length=200),
            ),
        ),
        migrations.AddField(
            "contribution",
            "search",
            models.GeneratedField(
                db_persist=True,
                expression=trama.core.text.ItalianSearch(
                    Concat(
                        "title", models.Value(" "), "text", output_field=models.TextField()
                    )
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                condition=models.Q(
                    merged_into=None,
                    status__in=["discussed", "accepted", "deferred", "not_accepted"],
                )
                | models.Q(merged_into__isnull=False, status="merged"),
                name="contribution_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                condition=models.Q(objects_to=None) | models.Q(kind="objection"),
                name="contribution_objection_says_so",
                violation_error_message="Ciò che contesta un altro contributo è un’obiezione.",
            ),
        ),
        migrations.AddIndex(
            "contribution",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="contribution_search"
            ),
        ),
        migrations.AddIndex(
            "contribution",
            django.contrib.postgres.indexes.GinIndex(
                fields=["title_key"], name="contribution_near", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
