"""Which notice, which body, in time or not: and what waits for a person, with the reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from trama.accounts.models import User
from trama.applications import intake, lifecycle, queries, tasks
from trama.applications.models import Application, ApplicationBasis, ApplicationStatus
from trama.applications.tests.by_mail.letters import (
    GELSI,
    IN_TIME,
    LETTER,
    NOON,
    OTHER,
    arrival,
    handle,
)
from trama.applications.tests.factories import ApplicationFactory
from trama.applications.tests.test_amended import amend
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish
from trama.ledger.models import Duty, Event
from trama.mailbox.formats.compose import Document
from trama.mailbox.lifecycle import take_in
from trama.mailbox.models import MessageStatus, OutgoingMessage, SignatureState
from trama.mailbox.tests.pec_factory import envelope, provider
from trama.notices.models import Channel, Notice, NoticeStatus, PecInstant
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- it goes on by itself


def test_a_letter_from_the_bodys_pec_becomes_its_application(
    notice: Notice, body: Organization
) -> None:
    claim = handle()
    application = Application.objects.get()
    assert (claim.status, claim.outcome, claim.dossier) == (
        MessageStatus.RECEIVED, application, notice.code,
    )  # fmt: skip
    assert (application.status, application.channel) == (ApplicationStatus.SUBMITTED, Channel.PEC)
    assert application.basis == ApplicationBasis.OWN_PEC
    assert application.presented_at == claim.certified_at == IN_TIME
    names = [given.document.name for given in queries.content(application).attachments]
    assert names == ["domanda firmata.pdf.p7m", "statuto.pdf"]
    assert application.entry is not None
    assert len(application.digest) == 64


@pytest.mark.parametrize(
    ("seconds", "application_status", "message_status"),
    [
        (-1, ApplicationStatus.SUBMITTED, MessageStatus.RECEIVED),
        (0, ApplicationStatus.SUBMITTED, MessageStatus.RECEIVED),
        (1, ApplicationStatus.LATE, MessageStatus.LATE),
        (3600, ApplicationStatus.LATE, MessageStatus.LATE),
    ],
)
def test_the_certified_second_decides_whenever_the_message_is_read(
    notice: Notice,
    body: Organization,
    seconds: int,
    application_status: ApplicationStatus,
    message_status: MessageStatus,
) -> None:
    claim = handle(at=NOON + timedelta(seconds=seconds))
    assert (Application.objects.get().status, claim.status) == (application_status, message_status)


@pytest.mark.parametrize(
    "subject",
    [
        "cop-2023-01",
        "Avviso COP 2023 01: domanda",
        "COP_2023_01",
        "Rif. (COP-2023-01).",
        "cop–2023–01",
    ],
)
def test_a_code_is_read_in_any_case_and_with_any_join(
    notice: Notice, body: Organization, subject: str
) -> None:
    # Another one open at the same address: only the code tells them apart.
    NoticeFactory.create(
        code="COP-2023-011", published=True, opens_at=notice.opens_at, closes_at=NOON
    )
    assert handle(replace(LETTER, subject=subject)).dossier == notice.code


@pytest.mark.parametrize("place", ["subject", "body", "file"])
def test_a_codice_fiscale_in_the_letter_names_a_body_whose_pec_is_not_known(
    notice: Notice, body: Organization, place: str
) -> None:
    letter = replace(LETTER, sender="studio@postafinta.example")
    if place == "subject":
        letter = replace(letter, subject=f"{LETTER.subject} CF {GELSI}")
    elif place == "body":
        letter = replace(letter, body=f"Codice fiscale: {GELSI}.")
    else:
        letter = replace(letter, documents=(Document(f"{GELSI}_domanda.pdf", b"%PDF-1.7"),))
    assert handle(letter).status == MessageStatus.RECEIVED
    assert Application.objects.get().basis == ApplicationBasis.OTHER_PEC


def test_without_a_code_the_one_open_notice_of_that_address_is_meant(
    notice: Notice, body: Organization
) -> None:
    assert handle(replace(LETTER, subject="La nostra domanda")).dossier == notice.code


def test_partners_named_beside_the_sender_do_not_confuse(
    notice: Notice, body: Organization
) -> None:
    OrganizationFactory.create(name="Partner ODV", codice_fiscale=OTHER)
    letter = replace(LETTER, body=f"Noi ({GELSI}) con Partner ODV ({OTHER}).")
    handle(letter)
    assert Application.objects.get().organization == body


def test_the_last_within_the_term_prevails_whatever_the_order_of_reading(
    notice: Notice, body: Organization
) -> None:
    later = replace(LETTER, message_id="<seconda@postafinta.example>")
    handle(later, at=IN_TIME + timedelta(hours=1))
    handle(LETTER, at=IN_TIME)
    by_instant = Application.objects.order_by("presented_at").values_list("status", flat=True)
    assert list(by_instant) == [ApplicationStatus.SUPERSEDED, ApplicationStatus.SUBMITTED]


def test_a_letter_takes_the_place_of_what_was_sent_by_web_but_not_of_a_draft(
    notice: Notice, body: Organization
) -> None:
    early = IN_TIME - timedelta(days=1)
    web = ApplicationFactory.create(
        notice=notice, organization=body, submitted=True, presented_at=early
    )
    draft = ApplicationFactory.create(notice=notice, organization=body)
    handle()
    web.refresh_from_db()
    draft.refresh_from_db()
    assert (web.status, draft.status) == (ApplicationStatus.SUPERSEDED, ApplicationStatus.DRAFT)


def test_an_empty_enclosure_makes_nothing_late(notice: Notice, body: Organization) -> None:
    letter = replace(LETTER, documents=(Document("vuoto.pdf", b""), *LETTER.documents))
    claim = handle(letter)
    assert claim.status == MessageStatus.RECEIVED
    assert any("vuoto.pdf" in reason for reason in claim.reasons)
    assert Application.objects.get().attachments.count() == 2


def test_its_number_is_given_when_it_is_read_and_not_when_it_was_sent(
    notice: Notice, body: Organization
) -> None:
    handle()
    application = Application.objects.get()
    assert application.entry is not None
    assert application.presented_at == IN_TIME
    assert application.entry.registered_at > NOON
    assert application.entry.year == application.entry.registered_at.year


# ---------------------------------------------------------------- it waits for a person


def test_once_the_list_is_out_what_comes_waits(notice: Notice, body: Organization) -> None:
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.SCREENING)
    publish(notice.code, Duty.ADMISSION_LIST, "Elenco", at=clock.now(), actor=None)
    claim = handle()
    assert (claim.status, claim.dossier) == (MessageStatus.HELD, notice.code)
    assert "già pubblicato" in claim.reasons[0]


def test_a_letter_about_nothing_of_ours_is_left_to_others(body: Organization) -> None:
    assert intake.handle(arrival()) is None


def test_of_two_open_notices_without_a_code_none_is_guessed(
    notice: Notice, body: Organization
) -> None:
    NoticeFactory.create(published=True, opens_at=notice.opens_at, closes_at=NOON)
    claim = handle(replace(LETTER, subject="La nostra domanda"))
    assert claim.status == MessageStatus.UNMATCHED
    assert "nessun avviso" in claim.reasons[0]


def test_two_codes_in_a_subject_wait(notice: Notice, body: Organization) -> None:
    NoticeFactory.create(code="COP-2023-02", published=True)
    claim = handle(replace(LETTER, subject="COP-2023-01 e COP-2023-02"))
    assert (claim.status, Application.objects.count()) == (MessageStatus.UNMATCHED, 0)


def test_an_unknown_sender_waits_with_the_reason(notice: Notice) -> None:
    claim = handle()
    assert claim.status == MessageStatus.UNMATCHED
    assert LETTER.sender in claim.reasons[0]
    assert claim.dossier == notice.code


def test_two_bodies_in_one_letter_wait(notice: Notice, body: Organization) -> None:
    OrganizationFactory.create(name="Partner ODV", codice_fiscale=OTHER)
    by_another = replace(LETTER, body=f"Per conto di Partner ODV, {OTHER}.")
    claim = handle(by_another)
    assert claim.status == MessageStatus.UNMATCHED
    assert "Partner ODV" in claim.reasons[0]
    assert body.name in claim.reasons[0]


def test_before_opening_on_a_closed_channel_or_a_revoked_notice_it_is_held(
    notice: Notice, body: Organization
) -> None:
    early = handle(at=NOON - timedelta(days=21))
    Notice.objects.filter(pk=notice.pk).update(channels=[Channel.WEB])
    closed_channel = handle(replace(LETTER, message_id="<2@postafinta.example>"))
    Notice.objects.filter(pk=notice.pk).update(channels=[Channel.PEC], status=NoticeStatus.REVOKED)
    revoked = handle(replace(LETTER, message_id="<3@postafinta.example>"))
    for claim in (early, closed_channel, revoked):
        assert (claim.status, bool(claim.reasons)) == (MessageStatus.HELD, True)
    assert not Application.objects.exists()


def test_where_delivery_counts_an_acceptance_in_time_says_nothing(
    notice: Notice, body: Organization
) -> None:
    Notice.objects.filter(pk=notice.pk).update(pec_instant=PecInstant.DELIVERED)
    assert handle().status == MessageStatus.HELD
    late = handle(replace(LETTER, message_id="<2@x.example>"), at=NOON + timedelta(minutes=1))
    assert late.status == MessageStatus.LATE


# ---------------------------------------------------------------- a person matched it


def test_what_a_person_chose_wins_and_is_in_the_book(
    notice: Notice, body: Organization, anna: User
) -> None:
    unknown = replace(LETTER, sender="studio@postafinta.example", subject="Domanda")
    claim = handle(unknown, notice_code=notice.code, organization=body.uid, actor=anna)
    application = Application.objects.get()
    assert (claim.outcome, application.organization) == (application, body)
    assert application.basis == ApplicationBasis.OTHER_PEC
    assert Event.objects.get(verb="submit").actor_id == anna.pk


def test_a_person_settles_the_doubt_on_the_delivery(
    notice: Notice, body: Organization, anna: User
) -> None:
    Notice.objects.filter(pk=notice.pk).update(pec_instant=PecInstant.DELIVERED)
    claim = handle(notice_code=notice.code, organization=body.uid, actor=anna)
    assert claim.status == MessageStatus.RECEIVED


def test_a_sender_that_nobody_certifies_is_not_the_bodys_own_pec(
    notice: Notice, body: Organization, anna: User
) -> None:
    claimed = arrival(notice_code=notice.code, organization=body.uid, actor=anna)
    claimed.message.signature = SignatureState.MISMATCH
    intake.handle(claimed)
    assert Application.objects.get().basis == ApplicationBasis.OTHER_PEC


def test_a_hint_that_is_no_notice_is_said(body: Organization) -> None:
    claim = handle(notice_code="COP-1999-01")
    assert (claim.status, "COP-1999-01" in claim.reasons[0]) == (MessageStatus.UNMATCHED, True)


# ---------------------------------------------------------------- whole, through the mailbox


def test_the_mailbox_hands_it_over_once(
    notice: Notice, body: Organization, settings: Settings, tmp_path: Path
) -> None:
    store = tmp_path / "gestore.pem"
    store.write_bytes(provider().trust_pem)
    settings.PEC_TRUST_STORE = str(store)
    raw = envelope(LETTER, at=IN_TIME)
    first = take_in(raw, source="prova", at=clock.now())
    again = take_in(raw, source="prova", at=clock.now())
    application = Application.objects.get()
    assert (first.word, again.word) == ("received", "duplicate")
    assert (application.message, application.presented_at) == (first.message, IN_TIME)
    assert application.basis == ApplicationBasis.OWN_PEC


def test_what_came_by_mail_freezes_too(notice: Notice, body: Organization, bruno: User) -> None:
    handle()
    application = Application.objects.get()
    with pytest.raises(ActRefused):
        lifecycle.save_answers(application, {"bisogno": "x"}, actor=bruno)


# ---------------------------------------------------------------- reading


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert intake.codes_in(text, ["COP-2023-01", "A", "A-B"]) <= {"COP-2023-01", "A", "A-B"}
    assert all(len(number) == 11 for number in intake.codici_fiscali_in(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"CF {GELSI}", {GELSI}),
        (f"IT{GELSI}", {GELSI}),
        ("99900010011", set()),  # wrong check digit
        (f"1{GELSI}", set()),
        (f"{GELSI} {GELSI} {OTHER}", {GELSI, OTHER}),
    ],
)
def test_a_codice_fiscale_has_eleven_digits_and_its_check(text: str, found: set[str]) -> None:
    assert intake.codici_fiscali_in(text) == found


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("COP-2023-01-BIS", {"COP-2023-01-BIS"}),
        ("COP-2023-01", {"COP-2023-01"}),
        ("XCOP-2023-01", set()),
        ("COP-2023-012", set()),
        ("COP 2023", set()),
    ],
)
def test_a_code_is_itself_and_no_part_of_another(subject: str, found: set[str]) -> None:
    assert intake.codes_in(subject, ["COP-2023-01", "COP-2023-01-BIS"]) == found


def test_a_letter_that_was_on_its_way_when_the_notice_changed_is_told_of_it(
    notice: Notice,
    body: Organization,
    anna: User,
    elena: User,
    stop_clock: Callable[[datetime | None], None],
) -> None:
    stop_clock(IN_TIME + timedelta(minutes=10))
    amend(notice, anna, elena)
    tasks.tell_amended(notice.pk)  # nobody to tell, yet
    ProcrastinateJob.objects.all().delete()
    handle()
    assert ProcrastinateJob.objects.filter(task_name="applications.tell_amended").count() == 1
    tasks.tell_amended(notice.pk)
    assert OutgoingMessage.objects.get(purpose="applications.amended").recipient == body.pec
    ProcrastinateJob.objects.all().delete()
    handle(at=IN_TIME + timedelta(minutes=20))
    assert not ProcrastinateJob.objects.filter(task_name="applications.tell_amended").exists()
