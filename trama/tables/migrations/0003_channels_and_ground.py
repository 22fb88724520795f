import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

import trama.core.ids


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def uid():
    return models.UUIDField(default=trama.core.ids.new_uid, editable=False, unique=True)


def to(model, on_delete=django.db.models.deletion.PROTECT, **options):
    return models.ForeignKey(on_delete=on_delete, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("mailbox", "0003_calendar_of_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tables", "0002_meetings_followed"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="changed_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="statementvote",
            name="user",
            field=to(settings.AUTH_USER_MODEL, null=True, related_name="+"),
        ),
        migrations.AddField(
            model_name="statementvote",
            name="acted_for",
            field=models.BooleanField(default=False),
        ),
        # Made anew with a status and a public identifier: nothing could write one before.
        migrations.DeleteModel(name="ContributionSheet"),
        migrations.CreateModel(
            name="ContributionSheet",
            fields=[
                ("id", key()),
                ("uid", uid()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "in lettura"),
                            ("checked", "da confermare"),
                            ("faulty", "da correggere"),
                            ("confirmed", "in esecuzione"),
                            ("applied", "contributi aggiunti"),
                            ("unreadable", "non si legge"),
                        ],
                        default="received",
                        max_length=30,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("report", models.JSONField(default=dict)),
                ("document", to("ledger.document")),
                ("meeting", to("tables.meeting", null=True, related_name="+")),
                ("path", to("tables.path", related_name="sheets")),
                ("user", to(settings.AUTH_USER_MODEL, related_name="+")),
            ],
            options={
                "verbose_name": "foglio di contributi",
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SheetTemplate",
            fields=[
                ("id", key()),
                ("made_at", models.DateTimeField()),
                ("document", to("ledger.document")),
                (
                    "path",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheet_template",
                        to="tables.path",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailedContribution",
            fields=[
                ("id", key()),
                ("uid", uid()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "da guardare"),
                            ("confirmed", "diventata un contributo"),
                            ("discarded", "messa da parte"),
                        ],
                        default="proposed",
                        max_length=30,
                    ),
                ),
                ("text", models.TextField()),
                ("is_cut", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "contribution",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailed",
                        to="tables.contribution",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailbox.incomingmessage",
                    ),
                ),
                ("participant", to("tables.participant", null=True, related_name="+")),
                ("path", to("tables.path", related_name="mailed")),
            ],
            options={
                "verbose_name": "risposta per e-mail",
                "ordering": ["received_at", "pk"],
                "indexes": [models.Index(fields=["path", "status"], name="mailed_by_status")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("status", "discarded"), _negated=True)
                        | Q(("reason", ""), _negated=True),
                        name="mailed_discarded_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=Q(("contribution__isnull", False), ("status", "confirmed"))
                        | Q(
                            Q(("status", "confirmed"), _negated=True),
                            ("contribution", None),
                        ),
                        name="mailed_confirmed_is_a_contribution",
                    ),
                ],
            },
        ),
    ]
