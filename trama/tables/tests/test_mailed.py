"""Replies by e-mail: from which body, to which path; nothing is public before a person says so."""

from dataclasses import replace
from pathlib import Path as Folder

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from conftest import Enter
from tests.costs import questions_of
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.mailbox.formats.compose import Letter, original_message, transport_envelope
from trama.mailbox.lifecycle import take_in
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage
from trama.mailbox.tests.pec_factory import AT, provider
from trama.notices.tests.factories import NoticeFactory
from trama.tables.lifecycle.invitations import invite
from trama.tables.lifecycle.mailed import confirm_mailed, discard_mailed
from trama.tables.models import (
    Contribution,
    MailedContribution,
    Meeting,
    Participant,
    Path,
    PathStatus,
)
from trama.tables.panels.channels import terms
from trama.tables.tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
NEW = "Proponiamo di aprire il doposcuola anche il sabato."
BODY = f"{NEW}\n\nIl 03/03/26 10:12, Trama ha scritto:\n> Siete invitati\n"
WHOLE = {"kind": "proposal", "title": "Doposcuola il sabato", "text": NEW}


@pytest.fixture
def letter(meeting: Meeting, his: Participant, anna: User) -> OutgoingMessage:
    """The invitation that Bruno's body has received."""
    invite(meeting, actor=anna)
    return OutgoingMessage.objects.get(recipient=his.email)


@pytest.fixture
def trusted(tmp_path: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation trusts the invented provider."""
    store = tmp_path / "trusted.pem"
    store.write_bytes(provider().trust_pem)
    monkeypatch.setattr(settings, "PEC_TRUST_STORE", str(store))


def mail(sender: str, *, subject: str = "Re: Invito", body: str = BODY) -> Letter:
    return Letter(sender=sender, recipients=("noreply@trama.example",), subject=subject, body=body)


def arrive(content: Letter, *, headers: dict[str, str] | None = None) -> IncomingMessage:
    raw = original_message(content, clock.now())
    for name, value in (headers or {}).items():
        raw = f"{name}: {value}\r\n".encode() + raw
    return take_in(raw, source="prova", at=clock.now()).message


@pytest.fixture
def mailed(letter: OutgoingMessage, his: Participant) -> MailedContribution:
    arrive(mail(his.email), headers={"In-Reply-To": letter.message_id})
    return MailedContribution.objects.select_related("path").get()


# ---------------------------------------------------------------- what comes in


def test_a_reply_is_kept_whole_and_proposed_without_what_it_quotes(
    client: Client, path: Path, mailed: MailedContribution, his: Participant
) -> None:
    assert (mailed.path, mailed.participant, mailed.text) == (path, his, NEW)
    assert (mailed.is_cut, mailed.status) == (True, "proposed")
    assert mailed.message.status == MessageStatus.RECEIVED
    assert mailed.message.dossier_code == path.code
    assert mailed.message.outcome_uid == mailed.uid
    assert not Contribution.objects.exists()
    page = client.get(reverse("paths:path", args=[path.code])).content.decode()
    assert "doposcuola" not in page


def test_a_code_in_the_subject_of_ordinary_mail_is_enough_and_the_sender_may_be_nobody(
    path: Path,
) -> None:
    arrive(mail("qualcuno@altrove.example", subject=f"Proposta per {path.code.lower()}"))
    proposed = MailedContribution.objects.get()
    assert (proposed.path, proposed.participant) == (path, None)


def test_an_address_of_two_bodies_is_of_none_and_capitals_change_nothing(
    path: Path, his: Participant
) -> None:
    subject = f"Per {path.code}"
    arrive(mail(his.email.upper(), subject=subject))
    assert MailedContribution.objects.get().participant == his
    ParticipantFactory.create(path=path, email=his.email)
    arrive(mail(his.email, subject=subject, body="Un’altra cosa."))
    assert MailedContribution.objects.get(text="Un’altra cosa.").participant is None


@pytest.mark.parametrize(
    "headers",
    [{"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X-Autoreply": "yes"}],
)
def test_who_is_away_proposes_nothing(
    letter: OutgoingMessage, his: Participant, headers: dict[str, str]
) -> None:
    message = arrive(mail(his.email), headers={"In-Reply-To": letter.message_id, **headers})
    assert not MailedContribution.objects.exists()
    assert message.status == MessageStatus.RECEIPT
    assert message.outcome_uid == letter.uid
    assert "automatica" in message.reasons[0]


def test_ordinary_mail_that_answers_nothing_of_ours_waits_as_before(path: Path) -> None:
    message = arrive(mail("ente@x.example", subject="Buongiorno"))
    assert message.status == MessageStatus.HELD
    assert "posta ordinaria" in message.reasons[0]


def test_a_path_that_has_ended_receives_no_more(letter: OutgoingMessage, path: Path) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.CLOSED_WITHOUT_ACT)
    message = arrive(mail("ente@x.example"), headers={"In-Reply-To": letter.message_id})
    assert message.status == MessageStatus.HELD
    assert not MailedContribution.objects.exists()


def test_certified_mail_is_of_the_tables_only_when_it_answers_their_letter(
    path: Path, letter: OutgoingMessage, his: Participant, trusted: None
) -> None:
    named = mail(his.email, subject=f"Ricorso, avviso {path.code}")
    taken = take_in(transport_envelope(provider(), named, AT), source="prova", at=clock.now())
    assert not MailedContribution.objects.exists()
    assert taken.message.status in {MessageStatus.HELD, MessageStatus.UNMATCHED}
    answer = replace(mail(his.email), reply_to=f"{his.email}\r\nIn-Reply-To: {letter.message_id}")
    take_in(transport_envelope(provider(), answer, AT), source="prova", at=clock.now())
    assert MailedContribution.objects.get().participant == his


def test_certified_mail_that_names_another_notice_is_of_that_notice_whatever_it_answers(
    letter: OutgoingMessage, his: Participant, trusted: None
) -> None:
    """An application, sent by answering the last letter at hand."""
    other = NoticeFactory.create(published=True)
    answer = replace(
        mail(his.email, subject=f"Domanda per {other.code}"),
        reply_to=f"{his.email}\r\nIn-Reply-To: {letter.message_id}",
    )
    taken = take_in(transport_envelope(provider(), answer, AT), source="prova", at=clock.now())
    assert not MailedContribution.objects.exists()
    assert taken.message.dossier_code == other.code


def test_the_same_message_twice_proposes_once(path: Path, his: Participant) -> None:
    raw = original_message(mail(his.email, subject=f"Per {path.code}"), clock.now())
    words = [take_in(raw, source="prova", at=clock.now()).word for _time in range(2)]
    assert words == ["received", "duplicate"]
    assert MailedContribution.objects.count() == 1


# ---------------------------------------------------------------- what a person does with it


def test_confirmed_it_is_a_contribution_of_the_body_written_on_its_behalf(
    mailed: MailedContribution, his: Participant, anna: User
) -> None:
    made = confirm_mailed(mailed, WHOLE, authors=[his], actor=anna)
    assert (made.channel, made.acted_for, made.user) == ("email", True, anna)
    assert list(made.authors.all()) == [his]
    with pytest.raises(ActRefused, match="già sistemata"):
        confirm_mailed(mailed, {**WHOLE, "title": "Altro"}, authors=[his], actor=anna)
    with pytest.raises(ActRefused):
        discard_mailed(mailed, reason="Ripensandoci.", actor=anna)
    assert Contribution.objects.count() == 1


def test_of_two_who_confirm_at_once_one_alone_adds_it(
    mailed: MailedContribution, his: Participant, anna: User
) -> None:
    stale = MailedContribution.objects.get(pk=mailed.pk)
    confirm_mailed(mailed, WHOLE, authors=[his], actor=anna)
    with pytest.raises(ActRefused, match="arrivato prima"):
        confirm_mailed(stale, {**WHOLE, "title": "Altro"}, authors=[his], actor=anna)
    assert Contribution.objects.count() == 1


def test_a_family_named_is_to_be_taken_out_first_and_the_letter_still_waits(
    mailed: MailedContribution, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="famiglia Rossi"):
        confirm_mailed(
            mailed, {**WHOLE, "text": "La famiglia Rossi aspetta."}, authors=[his], actor=anna
        )
    mailed.refresh_from_db()
    assert mailed.status == "proposed"


def test_put_aside_it_stays_with_why(mailed: MailedContribution, anna: User) -> None:
    with pytest.raises(ActRefused, match="Scrivi perché"):
        discard_mailed(mailed, reason=" ", actor=anna)
    discard_mailed(mailed, reason="Ringrazia soltanto.", actor=anna)
    mailed.refresh_from_db()
    assert (mailed.status, mailed.reason, mailed.text) == ("discarded", "Ringrazia soltanto.", NEW)


# ---------------------------------------------------------------- pages


def test_the_office_reads_the_whole_message_and_confirms_it(
    path: Path, mailed: MailedContribution, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    url = reverse("paths:mailed_one", args=[path.code, mailed.uid])
    assert enter(bruno).get(url).status_code == 403
    client = enter(anna)
    page = client.get(url).content.decode()
    assert "Siete invitati" in page  # quoted, in the whole message
    assert f"L’indirizzo è di {his.name}" in page
    fields = {**WHOLE, "authors": [str(his.uid)], "evidence": "witnessed"}
    assert client.post(url, {**fields, "title": ""}).status_code == 422
    assert client.post(url, fields).status_code == 303
    assert Contribution.objects.get().title == WHOLE["title"]
    assert "È diventata un contributo" in client.get(url).content.decode()


def test_the_office_puts_it_aside_with_why(
    path: Path, mailed: MailedContribution, anna: User, enter: Enter
) -> None:
    client = enter(anna)
    url = reverse("paths:mailed_discard", args=[path.code, mailed.uid])
    client.post(url, {"scarta-reason": ""})
    mailed.refresh_from_db()
    assert mailed.status == "proposed"
    client.post(url, {"scarta-reason": "Ringrazia soltanto."})
    mailed.refresh_from_db()
    assert mailed.status == "discarded"


def test_what_waits_is_on_the_officers_desk(
    path: Path, mailed: MailedContribution, anna: User, enter: Enter
) -> None:
    due = [str(one.title) for one in terms(anna)]
    assert due == [f"{path.title}: una risposta per e-mail da guardare"]
    page = enter(anna).get(reverse("paths:desk", args=[path.code])).content.decode()
    assert "una da guardare" in page


def test_the_list_asks_the_same_of_the_database_for_1_letter_and_for_20(
    path: Path, mailed: MailedContribution, his: Participant, anna: User, enter: Enter
) -> None:
    client, url = enter(anna), reverse("paths:mailed", args=[path.code])
    client.get(url)

    few = questions_of(client, url)
    for n in range(20):
        arrive(mail(his.email, subject=f"Per {path.code}", body=f"Cosa {n}."))
    assert questions_of(client, url) == few
