import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Checked at once: rows whose keys still wait to be checked would stop the columns from going.
KEEP_OBSERVATIONS = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO screening_rejectionobservation (notice_id, text, received_at, by_office)
    SELECT id, observations, coalesce(observed_at, sent_at), false
    FROM screening_rejectionnotice WHERE observations <> '';
"""

# What a notice already sent told: the points that did not conform when it left.
KEEP_POINTS = """
UPDATE screening_rejectionnotice AS notice SET points = found.codes
FROM (
    SELECT sent.id, jsonb_agg(item.code ORDER BY item.position, item.id) AS codes
    FROM screening_rejectionnotice AS sent
    JOIN screening_screeningitem AS item ON item.case_id = sent.case_id
    WHERE coalesce(nullif(item.judged, ''), item.computed) IN ('missing', 'irregular')
        AND (item.judged_at IS NULL OR item.judged_at <= sent.sent_at)
    GROUP BY sent.id
) AS found
WHERE notice.id = found.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0003_list_freeze"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RejectionObservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="osservazioni")),
                ("received_at", models.DateTimeField()),
                ("by_office", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="screening.rejectionnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(text=""), name="rejection_observation_says_something"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="rejectionnotice",
            name="points",
            field=models.JSONField(default=list),
        ),
        migrations.RunSQL([KEEP_OBSERVATIONS, KEEP_POINTS], migrations.RunSQL.noop),
        migrations.RemoveField(model_name="rejectionnotice", name="observations"),
        migrations.RemoveField(model_name="rejectionnotice", name="observed_at"),
    ]
