"""Campaigns and signals for tests: invented words, in the zones of an invented city."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.tests.factories import OfficeFactory
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    Channel,
    Entrustment,
    EntrustmentStatus,
    NeedSignal,
    SignalContact,
    SignalStatus,
)
from trama.listening.rules.words import fingerprint
from trama.organizations.tests.factories import OrganizationFactory

LONG_AGO = datetime(2026, 3, 2, 9, tzinfo=UTC)


class CampaignFactory(DjangoModelFactory[Campaign]):
    """Open, of an office, unless `office=None` and another promoter are given. Trait `draft`."""

    class Meta:
        model = Campaign

    class Params:
        draft = factory.Trait(status=CampaignStatus.DRAFT, opened_at=None)

    status = CampaignStatus.OPEN
    code = factory.Sequence("campagna-{}".format)
    title = factory.Sequence("Ascolto numero {}".format)
    question = "Che cosa manca ai bambini del quartiere?"
    office = factory.SubFactory(OfficeFactory)
    created_at = LONG_AGO
    opened_at = LONG_AGO


class EntrustmentFactory(DjangoModelFactory[Entrustment]):
    """In force. Trait `withdrawn`."""

    class Meta:
        model = Entrustment

    class Params:
        withdrawn = factory.Trait(
            status=EntrustmentStatus.WITHDRAWN, withdrawal="È scaduto.", withdrawn_at=LONG_AGO
        )

    organization = factory.SubFactory(OrganizationFactory)
    office = factory.SubFactory(OfficeFactory)
    reason = "Determina 41"
    entrusted_at = LONG_AGO


class NeedSignalFactory(DjangoModelFactory[NeedSignal]):
    """To be read, of no campaign. Traits `accepted`, `refused`."""

    class Meta:
        model = NeedSignal

    class Params:
        accepted = factory.Trait(status=SignalStatus.ACCEPTED, public_text="Manca un parco.")
        refused = factory.Trait(status=SignalStatus.REFUSED, reason="Non è un bisogno.")

    words = factory.Sequence("Sotto casa manca un parco dove giocare, scala {}".format)
    words_hash = factory.LazyAttribute(lambda signal: fingerprint(signal.words))
    channel = Channel.WEB
    received_at = LONG_AGO


class SignalContactFactory(DjangoModelFactory[SignalContact]):
    """An e-mail that was asked to confirm. Trait `confirmed`."""

    class Meta:
        model = SignalContact

    class Params:
        confirmed = factory.Trait(confirmed_at=LONG_AGO)

    signal = factory.SubFactory(NeedSignalFactory)
    email = factory.Sequence("persona{}@posta.example".format)
    purpose = "sapere"
    kept_at = LONG_AGO
    asked_at = LONG_AGO
    erase_on = datetime(2030, 1, 1, tzinfo=UTC).date()


def write_letters() -> None:
    """The jobs that wait, as the worker does them: letters that ask an address to confirm."""
    for job in ProcrastinateJob.objects.filter(task_name="listening.ask_to_confirm").order_by("pk"):
        app.tasks["listening.ask_to_confirm"](**job.args)
