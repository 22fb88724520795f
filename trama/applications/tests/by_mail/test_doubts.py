"""Certified mail that proves less than it says: another's PEC, an instant that nobody signed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from trama.accounts.models import User
from trama.applications import intake
from trama.applications.models import Application, ApplicationBasis, ApplicationStatus
from trama.applications.tests.by_mail.letters import (
    GELSI,
    IN_TIME,
    LETTER,
    NOON,
    arrival,
    handle,
)
from trama.applications.tests.factories import ApplicationFactory
from trama.ledger.models import RegistryEntry
from trama.mailbox.formats.compose import Letter
from trama.mailbox.models import MessageStatus, SignatureState
from trama.notices.models import Notice
from trama.organizations.models import Organization, OrganizationStatus

pytestmark = pytest.mark.django_db


def from_a_stranger(**more: str) -> Letter:
    """A letter that only writes the body's codice fiscale: anybody can."""
    facts = {"sender": "estraneo@postafinta.example", "subject": f"COP-2023-01 CF {GELSI}"}
    return replace(LETTER, **{**facts, **more})  # type: ignore[arg-type] # facts of tests


def test_who_writes_a_codice_fiscale_does_not_oust_what_the_body_sent_by_web(
    notice: Notice, body: Organization
) -> None:
    early = IN_TIME - timedelta(days=1)
    web = ApplicationFactory.create(
        notice=notice, organization=body, submitted=True, presented_at=early
    )
    claim = handle(from_a_stranger())
    web.refresh_from_db()
    assert (claim.status, claim.dossier) == (MessageStatus.HELD, notice.code)
    assert "decide una persona" in claim.reasons[0]
    assert web.status == ApplicationStatus.SUBMITTED
    assert Application.objects.count() == RegistryEntry.objects.count() == 1


def test_a_person_may_let_another_pec_take_the_place_of_the_first(
    notice: Notice, body: Organization, anna: User
) -> None:
    handle()
    letter = from_a_stranger(message_id="<2@postafinta.example>")
    claim = handle(letter, IN_TIME + timedelta(minutes=1), notice_code=notice.code, actor=anna)
    assert claim.status == MessageStatus.RECEIVED
    statuses = Application.objects.order_by("presented_at").values_list("status", flat=True)
    assert list(statuses) == [ApplicationStatus.SUPERSEDED, ApplicationStatus.SUBMITTED]


def test_the_same_writer_may_correct_what_it_sent_for_the_body(
    notice: Notice, body: Organization
) -> None:
    handle(from_a_stranger())
    again = from_a_stranger(message_id="<2@postafinta.example>")
    assert handle(again, IN_TIME + timedelta(minutes=1)).status == MessageStatus.RECEIVED
    another = from_a_stranger(message_id="<3@x.example>", sender="terzo@postafinta.example")
    assert handle(another, IN_TIME + timedelta(minutes=2)).status == MessageStatus.HELD


def test_the_bodys_own_letter_is_not_lost_behind_a_strangers_later_one(
    notice: Notice, body: Organization, anna: User
) -> None:
    handle(from_a_stranger(message_id="<2@x.example>"), IN_TIME + timedelta(hours=1))
    own = arrival(LETTER, IN_TIME)
    claim = intake.handle(own)
    assert claim is not None
    assert claim.status == MessageStatus.HELD
    intake.handle(replace(own, notice_code=notice.code, actor=anna))
    bases = dict(Application.objects.values_list("basis", "status"))
    assert bases == {
        ApplicationBasis.OWN_PEC: ApplicationStatus.SUBMITTED,
        ApplicationBasis.OTHER_PEC: ApplicationStatus.SUPERSEDED,
    }


def test_a_pec_that_nobody_has_proven_points_to_no_body(notice: Notice, body: Organization) -> None:
    Organization.objects.update(pec_confirmed_at=None)
    claim = handle()
    assert claim.status == MessageStatus.UNMATCHED
    assert "ha confermato come sua" in claim.reasons[0]


def test_with_the_codice_fiscale_too_an_unproven_pec_is_not_the_bodys_own(
    notice: Notice, body: Organization
) -> None:
    Organization.objects.update(pec_confirmed_at=None)
    handle(replace(LETTER, subject=f"COP-2023-01 CF {GELSI}"))
    assert Application.objects.get().basis == ApplicationBasis.OTHER_PEC


def test_a_letter_of_a_body_that_has_closed_waits_for_a_person(
    notice: Notice, body: Organization, anna: User
) -> None:
    Organization.objects.update(status=OrganizationStatus.CLOSED)
    own = arrival()
    claim = intake.handle(own)
    assert claim is not None
    assert (claim.status, claim.dossier) == (MessageStatus.HELD, notice.code)
    assert "non è più attivo" in claim.reasons[0]
    assert not Application.objects.exists()
    decided = intake.handle(replace(own, notice_code=notice.code, actor=anna))
    assert decided is not None
    assert decided.status == MessageStatus.RECEIVED


# ---------------------------------------------------------------- where it was sent


def test_a_letter_to_an_address_that_is_not_the_notices_waits_for_a_person(
    notice: Notice, body: Organization, anna: User
) -> None:
    own = arrival(replace(LETTER, recipients=("protocollo@pec.altrove.example",)))
    for said in (own, replace(own, notice_code=notice.code)):  # nor can who brings it say so
        claim = intake.handle(said)
        assert claim is not None
        assert (claim.status, claim.dossier) == (MessageStatus.HELD, notice.code)
        assert "mandata a protocollo@pec.altrove.example" in claim.reasons[0]
        assert notice.pec_address in claim.reasons[0]
    assert not Application.objects.exists()
    decided = intake.handle(replace(own, notice_code=notice.code, actor=anna))
    assert decided is not None
    assert decided.status == MessageStatus.RECEIVED


def test_the_notices_address_among_others_and_in_capitals_is_its_address(
    notice: Notice, body: Organization
) -> None:
    own = arrival()
    own.message.recipients = ["altri@pec.example", notice.pec_address.upper()]
    claim = intake.handle(own)
    assert claim is not None
    assert claim.status == MessageStatus.RECEIVED


def test_a_letter_that_does_not_say_to_whom_it_went_waits(
    notice: Notice, body: Organization
) -> None:
    own = arrival()
    own.message.recipients = []
    claim = intake.handle(own)
    assert claim is not None
    assert claim.status == MessageStatus.HELD
    assert "non dice a chi" in claim.reasons[0]


def test_an_unknown_body_that_wrote_elsewhere_is_told_both_ways(notice: Notice) -> None:
    claim = handle(replace(LETTER, recipients=("altri@pec.example",)))
    assert claim.status == MessageStatus.UNMATCHED
    assert "ha confermato come sua" in claim.reasons[0]
    assert "altri@pec.example" in claim.reasons[1]


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("here_at", "status"),
    [
        (NOON - timedelta(hours=1), MessageStatus.RECEIVED),
        (NOON + timedelta(seconds=1), MessageStatus.LATE),
    ],
)
def test_an_instant_that_no_known_provider_signed_proves_nothing_before_its_arrival_here(
    notice: Notice, body: Organization, anna: User, here_at: datetime, status: MessageStatus
) -> None:
    claimed = arrival(notice_code=notice.code, organization=body.uid, actor=anna)
    claimed.message.signature = SignatureState.UNKNOWN_ISSUER
    claimed.message.raw.received_at = here_at
    claim = intake.handle(claimed)
    assert claim is not None
    assert (claim.status, claim.certified_at) == (status, here_at)


def test_a_sender_that_is_not_the_one_shown_takes_nothing_from_the_instant(
    notice: Notice, body: Organization, anna: User
) -> None:
    claimed = arrival(notice_code=notice.code, organization=body.uid, actor=anna)
    claimed.message.signature = SignatureState.MISMATCH
    claimed.message.verdict = [
        {"part": part, "ok": part != "sender", "sentence": "."}
        for part in ("integrity", "chain", "signer", "sender")
    ]
    claim = intake.handle(claimed)
    assert claim is not None
    assert (claim.status, claim.certified_at) == (MessageStatus.RECEIVED, IN_TIME)
