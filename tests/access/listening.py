"""The listening of the access matrix: Bruno's body, entrusted by Anna's office, asks a
neighbourhood, and is answered."""

from typing import Any
from uuid import uuid4

from trama.accounts.models import Office, User
from trama.core import clock
from trama.listening.models import PaperRound
from trama.listening.rules.receipts import receipt_of
from trama.listening.tests.factories import (
    CampaignFactory,
    EntrustmentFactory,
    NeedSignalFactory,
    SignalContactFactory,
)
from trama.organizations.models import Organization
from trama.territory.tests.factories import ZoneFactory


def places(bruno: User, body: Organization, office: Office) -> dict[str, dict[str, Any]]:
    """A signal to be read, one let in from a quarter of Viola's, one of no campaign."""
    zone = ZoneFactory.create()
    entrusted = EntrustmentFactory.create(organization=body, office=office)
    asked = CampaignFactory.create(office=None, organization=body, code="sua-aperta")
    draft = CampaignFactory.create(office=None, organization=body, code="sua-bozza", draft=True)
    fresh = NeedSignalFactory.create(campaign=asked)
    heard = NeedSignalFactory.create(campaign=asked, accepted=True, zone=zone)
    free = NeedSignalFactory.create(accepted=True, zone=zone)
    handed = PaperRound.objects.create(
        name="fogli.csv", campaign=asked, author=bruno, asked_at=clock.now()
    )
    contact = SignalContactFactory.create(signal=fresh)
    return {
        "his open campaign": {"code": asked.code, "name": "chiudi"},
        "his draft campaign": {"code": draft.code, "name": "apri"},
        "no campaign": {"code": "nessuna", "name": "apri"},
        "his signal": {"signal_uid": fresh.uid, "name": "disturbo"},
        "his heard signal": {"signal_uid": heard.uid, "name": "fuori-dal-gruppo"},
        "a free signal": {"signal_uid": free.uid, "name": "fuori-dal-gruppo"},
        "no signal": {"signal_uid": uuid4(), "name": "disturbo"},
        "a receipt": {"receipt": receipt_of(fresh.uid)},
        "no receipt": {"receipt": "qualunque"},
        "a contact": {"contact_uid": contact.uid, "name": "cancella"},
        "no contact": {"contact_uid": uuid4(), "name": "cancella"},
        "his paper round": {"round_uid": handed.uid, "name": "lascia"},
        "his entrustment": {"entrustment_uid": entrusted.uid},
        "no entrustment": {"entrustment_uid": uuid4()},
        "no paper round": {"round_uid": uuid4(), "name": "lascia"},
    }
