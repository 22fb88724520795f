"""The words of a title apart: cards that carry them there come first."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import trama.core.text


def titles(model):
    return [
        migrations.AddField(
            model,
            "title_search",
            models.GeneratedField(
                db_persist=True,
                expression=trama.core.text.ItalianSearch(models.F("title")),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model,
            django.contrib.postgres.indexes.GinIndex(
                fields=["title_search"], name=f"{model}_title_search"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("needs", "0006_scenarios_shared_and_sited")]

    operations = [*titles("need"), *titles("resource")]
