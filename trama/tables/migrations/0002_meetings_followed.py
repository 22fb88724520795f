import uuid

import django.db.models.deletion
from django.db import migrations, models

import trama.core.ids


class Migration(migrations.Migration):
    dependencies = [("tables", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="actionitem", name="reminded_at", field=models.DateTimeField(null=True)
        ),
        migrations.RenameField(model_name="actionitem", old_name="note", new_name="outcome"),
        migrations.AddField(
            model_name="attendance", name="surveyed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="workingtable",
            name="uid",
            field=models.UUIDField(default=trama.core.ids.new_uid, editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE tables_workingtable SET uid = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="workingtable",
            name="uid",
            field=models.UUIDField(default=trama.core.ids.new_uid, editable=False, unique=True),
        ),
        # The key becomes a random one: a counter would tell in what order people answered.
        migrations.DeleteModel(name="SurveyAnswer"),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("heard", models.PositiveSmallIntegerField(verbose_name="sono stato ascoltato")),
                ("useful", models.PositiveSmallIntegerField(verbose_name="è servito")),
                (
                    "next",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="che cosa fare la prossima volta",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey",
                        to="tables.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "risposta alle tre domande",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("heard__range", (1, 5)), ("useful__range", (1, 5))),
                        name="survey_from_1_to_5",
                    )
                ],
            },
        ),
    ]
