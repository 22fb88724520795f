"""What is done to one signal, group, address or campaign is done to no other."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.personal_data import PersonalDataError
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.listening.lifecycle import campaigns, contacts, moderation, receiving, turns
from trama.listening.lifecycle.receiving import Door, Said
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    Channel,
    NeedSignal,
    SignalContact,
    SignalStatus,
    TurnKind,
)
from trama.listening.permissions import (
    listens_for_an_office,
    may_moderate,
    may_run,
    promoters_of,
)
from trama.listening.queries import desk
from trama.listening.tests.factories import (
    CampaignFactory,
    NeedSignalFactory,
    SignalContactFactory,
    write_letters,
)
from trama.mailbox.models import OutgoingMessage
from trama.programming.models import Theme
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(anna: User, campaign: Campaign) -> list[list[NeedSignal]]:
    """Three groups of three signals that were let in."""
    made = []
    for _ in range(3):
        signals = NeedSignalFactory.create_batch(3, campaign=campaign, accepted=True)
        moderation.gather(signals, actor=anna)
        made.append(read_again(signals))
    return made


def read_again(signals: list[NeedSignal]) -> list[NeedSignal]:
    return list(NeedSignal.objects.filter(pk__in=[one.pk for one in signals]).order_by("pk"))


def grouped(signals: list[NeedSignal]) -> set[int | None]:
    return {one.group_id for one in read_again(signals)}


def test_theme_and_place_are_put_right_of_one_alone_and_what_is_not_said_stays(anna: User) -> None:
    theme, zone = Theme.objects.order_by("pk")[0], ZoneFactory.create()
    one, other = NeedSignalFactory.create_batch(2, theme=theme)
    moderation.place(one, actor=anna, zone=zone)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.theme, one.zone) == (theme, zone)
    assert (other.theme, other.zone) == (theme, None)


def test_the_public_text_of_one_alone_is_corrected_and_whoever_holds_it_reads_it(
    anna: User,
) -> None:
    one, other = NeedSignalFactory.create_batch(2, accepted=True, public_text="Manca un parco.")
    moderation.reword(one, actor=anna, public_text=" Manca il verde. ")
    other.refresh_from_db()
    assert (one.public_text, other.public_text) == ("Manca il verde.", "Manca un parco.")
    assert payload_of(Event.objects.get(verb="reword")) == {"removed": False}


def test_the_reason_of_a_refusal_names_nobody(anna: User) -> None:
    signal = NeedSignalFactory.create()
    with pytest.raises(PersonalDataError):
        moderation.refuse(signal, actor=anna, reason="Chiedilo al 333 1234567.")
    signal.refresh_from_db()
    assert signal.status == SignalStatus.RECEIVED


def test_two_groups_that_become_one_leave_a_third_as_it_was(
    anna: User, groups: list[list[NeedSignal]]
) -> None:
    first, second, third = groups
    turns.tell(third[0], TurnKind.STEP, "Di un’altra cosa.", actor=anna)
    moderation.gather([first[0], second[0]], actor=anna)
    assert grouped(first + second) == {first[0].group_id}
    assert grouped(third) == {third[0].group_id}
    assert desk.turns_of(read_again(first)[0]) == []
    assert [turn.words for turn in desk.turns_of(read_again(third)[0])] == ["Di un’altra cosa."]


def test_of_a_group_one_alone_goes_out(anna: User, groups: list[list[NeedSignal]]) -> None:
    first, second, _third = groups
    turns.tell(second[0], TurnKind.STEP, "Di un’altra cosa.", actor=anna)
    moderation.take_out(first[0], actor=anna)
    assert grouped(first[:1]) == {None}
    assert grouped(first[1:]) == {first[1].group_id}
    assert grouped(second) == {second[0].group_id}


def test_who_runs_a_campaign_neither_runs_nor_reads_that_of_others(
    anna: User, campaign: Campaign
) -> None:
    theirs = CampaignFactory.create()
    signal = NeedSignalFactory.create(campaign=theirs)
    NeedSignalFactory.create(campaign=campaign)
    assert may_run(anna, campaign)
    assert not may_run(anna, theirs)
    assert not may_moderate(anna, signal)


def test_who_is_of_an_office_without_listening_for_it_promotes_nothing(dario: User) -> None:
    assert not listens_for_an_office(dario)
    assert promoters_of(dario) == []


def test_the_same_words_gather_with_each_other_alone(campaign: Campaign) -> None:
    words = "Al parco manca una fontana."
    NeedSignalFactory.create(words="Manca la luce.")
    NeedSignalFactory.create(words=words, campaign=campaign)
    same = [
        receiving.receive(Said(words), Door(Channel.WEB, source=source))
        for source in ("uno", "due", "tre")
    ]
    assert len(grouped(same) - {None}) == 1
    assert grouped(list(NeedSignal.objects.exclude(pk__in=[one.pk for one in same]))) == {None}


def test_the_same_words_join_the_group_that_a_person_made(anna: User) -> None:
    words = "Al parco manca una fontana."
    one = receiving.receive(Said(words), Door(Channel.WEB, source="uno"))
    other = receiving.receive(Said("Manca la luce."), Door(Channel.WEB, source="uno"))
    made = moderation.gather([one, other], actor=anna)
    again = receiving.receive(Said(words), Door(Channel.WEB, source="due"))
    assert grouped([one, other, again]) == {made.pk}


def test_how_hard_the_next_form_is_depends_on_the_last_minute_alone() -> None:
    now = clock.now()
    for seconds in (30, 59, 61, 600):
        NeedSignalFactory.create(received_at=now - timedelta(seconds=seconds))
    assert receiving.signals_lately(now) == 2


def test_a_word_is_told_of_the_signals_of_its_group_alone(
    anna: User, groups: list[list[NeedSignal]]
) -> None:
    first, second, _third = groups
    turns.tell(first[0], TurnKind.DONE, "Fatto.", actor=anna)
    first, second = read_again(first), read_again(second)
    assert {one.status for one in first} == {SignalStatus.ANSWERED}
    assert None not in {one.first_turn_at for one in first}
    assert {(one.status, one.first_turn_at) for one in second} == {(SignalStatus.ACCEPTED, None)}


def test_a_need_is_tied_to_the_signals_of_the_group_that_were_let_in(
    anna: User, groups: list[list[NeedSignal]]
) -> None:
    first, second, _third = groups
    waits = NeedSignal.objects.filter(pk=first[2].pk)
    waits.update(status=SignalStatus.RECEIVED)
    turns.join(first[0], actor=anna, need="una-scheda")
    said = [one.status for one in read_again(first)]
    assert said == [SignalStatus.JOINED, SignalStatus.JOINED, SignalStatus.RECEIVED]
    assert {one.status for one in read_again(second)} == {SignalStatus.ACCEPTED}
    for one in (first[0], waits.get()):
        with pytest.raises(ActRefused, match="accolta e non ancora legata"):
            turns.join(one, actor=anna, need="una-scheda")


@pytest.mark.parametrize("words", ["", "  ", "Chiedi ad Ada, RSSMRA80A01F205X."])
def test_a_word_says_something_and_names_nobody(anna: User, words: str) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    with pytest.raises((ActRefused, PersonalDataError)):
        turns.tell(signal, TurnKind.STEP, words, actor=anna)
    assert desk.turns_of(signal) == []


# ---------------------------------------------------------------- addresses


def test_who_confirms_speaks_for_their_own_address_and_once() -> None:
    one, other = SignalContactFactory.create_batch(2)
    contacts.confirm(one)
    contacts.confirm(one)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.confirmed_at is not None
    assert other.confirmed_at is None
    assert Event.objects.filter(verb="confirm_contact").count() == 1


def test_who_erases_their_address_erases_no_other_and_no_telephone() -> None:
    one, other = SignalContactFactory.create_batch(2)
    phone = SignalContactFactory.create(email="", phone="02 1234567")
    contacts.erase(one)
    contacts.erase(one)
    assert list(SignalContact.objects.order_by("pk")) == [other, phone]
    assert Event.objects.filter(verb="erase_contact").count() == 1


def test_an_address_kept_for_another_signal_keeps_its_letters() -> None:
    """The day of one signal is over, that of the other is not."""
    today = day_of(clock.now())
    for email in ("ada@posta.example", "ada@posta.example", "bea@posta.example"):
        SignalContactFactory.create(email=email, asked_at=None)
    SignalContactFactory.create(email="", phone="02 1234567", erase_on=today - timedelta(days=1))
    contacts.ask_those_left()
    write_letters()
    letters = OutgoingMessage.objects.exclude(recipient="").order_by("recipient")
    SignalContact.objects.filter(asked_at=None).update(erase_on=today - timedelta(days=1))
    contacts.erase_due()
    assert [one.recipient for one in letters] == ["ada@posta.example", "bea@posta.example"]
    SignalContact.objects.update(erase_on=today - timedelta(days=1))
    contacts.erase_due()
    assert not letters.all().exists()


def test_who_wants_no_letters_silences_no_other_address() -> None:
    contacts.erase(SignalContactFactory.create(email="ada@posta.example"))
    said = Said("Manca il verde.", email="bea@posta.example")
    signal = receiving.receive(said, Door(Channel.WEB))
    assert signal.contacts.get().email == "bea@posta.example"


def test_a_signal_has_at_most_twenty_addresses_and_each_is_asked_once() -> None:
    asking = ProcrastinateJob.objects.filter(task_name="listening.ask_to_confirm")
    signal = NeedSignalFactory.create()
    SignalContactFactory.create_batch(contacts.MOST_OF_A_SIGNAL - 2, signal=signal)
    for email, phone in (("", "02 1234567"), ("ada@posta.example", ""), ("ada@posta.example", "")):
        contacts.keep(signal, email=email, phone=phone, at=clock.now())
    assert signal.contacts.count() == 20
    assert asking.count() == 1
    contacts.keep(signal, email="bea@posta.example", phone="", at=clock.now())
    assert signal.contacts.count() == 20


def test_an_answer_is_told_to_whoever_sent_that_signal_by_e_mail(anna: User) -> None:
    one, other = NeedSignalFactory.create_batch(2, accepted=True)
    SignalContactFactory.create(signal=one, email="ada@posta.example", confirmed=True)
    SignalContactFactory.create(signal=one, email="", phone="02 1234567", confirmed=True)
    SignalContactFactory.create(signal=other, email="bea@posta.example", confirmed=True)
    turns.tell(one, TurnKind.STEP, "Ne parliamo.", actor=anna)
    assert [one.recipient for one in OutgoingMessage.objects.all()] == ["ada@posta.example"]


def test_an_answer_makes_no_address_last_longer(anna: User) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    soon = day_of(clock.now()) + timedelta(days=3)
    SignalContactFactory.create(signal=signal, erase_on=soon)
    turns.tell(signal, TurnKind.DONE, "Fatto.", actor=anna)
    assert SignalContact.objects.get().erase_on == soon


# ---------------------------------------------------------------- campaigns


def test_what_is_changed_of_a_campaign_is_changed_of_no_other(
    anna: User, campaign: Campaign
) -> None:
    other = CampaignFactory.create(title="Un’altra")
    themes, zones = Theme.objects.order_by("pk")[:2], [ZoneFactory.create()]
    facts = {"title": "Più verde", "closes_on": None, "themes": themes, "zones": zones}
    campaigns.change(campaign, facts, actor=anna)
    other.refresh_from_db()
    assert (campaign.title, other.title) == ("Più verde", "Un’altra")
    assert list(campaign.themes.order_by("pk")) == list(themes)
    assert list(campaign.zones.all()) == zones
    assert Event.objects.get(verb="change").subject_id == str(campaign.pk)


def test_a_campaign_is_open_to_the_end_of_its_last_day(anna: User) -> None:
    today = day_of(clock.now())
    one = CampaignFactory.create(draft=True, closes_on=today)
    late = CampaignFactory.create(draft=True, closes_on=today - timedelta(days=1))
    campaigns.start_listening(one, actor=anna)
    with pytest.raises(ActRefused, match="passato"):
        campaigns.start_listening(late, actor=anna)
    assert campaigns.listens(one, clock.now())
    assert not campaigns.listens(late, clock.now())


def test_the_night_closes_only_what_is_open_and_over() -> None:
    yesterday = day_of(clock.now()) - timedelta(days=1)
    over = CampaignFactory.create(closes_on=yesterday)
    CampaignFactory.create(closes_on=day_of(clock.now()))
    CampaignFactory.create(draft=True, closes_on=yesterday)
    assert not campaigns.listens(over, clock.now())
    assert campaigns.close_due() == 1
    over.refresh_from_db()
    assert over.status == CampaignStatus.CLOSED


def test_a_campaign_that_opens_again_keeps_the_day_it_first_opened(
    anna: User, campaign: Campaign
) -> None:
    first = campaign.opened_at
    campaigns.stop_listening(campaign, actor=anna)
    campaigns.start_listening(campaign, actor=anna)
    assert campaign.opened_at == first
    fresh = CampaignFactory.create(draft=True)
    campaigns.start_listening(fresh, actor=anna)
    assert fresh.opened_at is not None
