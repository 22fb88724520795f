"""A card is found by its body, theme, places too; the words that mistyped ones are corrected with."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models

import trama.core.text

WORDS = trama.core.text.ItalianSearch(
    django.db.models.functions.text.Concat(
        "title",
        models.Value(" "),
        "description",
        models.Value(" "),
        "keywords",
        output_field=models.TextField(),
    )
)


def found(model):
    """A computed column is not altered: it is made anew, with its index."""
    return [
        migrations.AddField(model, "keywords", models.TextField(blank=True, editable=False)),
        migrations.AddField(
            model,
            "reach",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, editable=False, size=None
            ),
        ),
        migrations.RemoveIndex(model, f"{model}_search"),
        migrations.RemoveField(model, "search"),
        migrations.AddField(
            model,
            "search",
            models.GeneratedField(
                db_persist=True,
                expression=WORDS,
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model,
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name=f"{model}_search"),
        ),
        migrations.AddIndex(
            model,
            django.contrib.postgres.indexes.GinIndex(fields=["reach"], name=f"{model}_reach"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_pulse")]

    operations = [
        *found("need"),
        *found("resource"),
        migrations.AddField("serviceimport", "sheet", models.CharField(blank=True, max_length=100)),
        migrations.CreateModel(
            name="CardWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60, unique=True)),
                ("cards", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "parola delle schede",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="card_word_near", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
    ]
