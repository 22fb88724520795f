"""Moderators: the queue, one signal, many together; when, and what is written down."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core.personal_data import PersonalDataError
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.listening.lifecycle import campaigns, moderation, turns
from trama.listening.models import Campaign, NeedSignal, SignalStatus, SignalTurn, TurnKind
from trama.listening.queries import desk
from trama.listening.tests.factories import (
    CampaignFactory,
    EntrustmentFactory,
    NeedSignalFactory,
)
from trama.listening.tests.pages import QUEUE, page_of
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any


@pytest.fixture
def signal(campaign: Campaign) -> NeedSignal:
    return NeedSignalFactory.create(campaign=campaign)


# ---------------------------------------------------------------- one signal


def test_what_is_let_in_counts_and_says_only_its_public_text(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    enter(anna)
    answer = client.post(f"{page_of(signal)}accogli/", {"public_text": "Manca un parco."})
    assert answer.status_code == 303
    signal.refresh_from_db()
    assert (signal.status, signal.public_text) == ("accepted", "Manca un parco.")
    page = client.get(reverse("listening:campaign", args=["estate"])).content.decode()
    assert signal.words not in page


@pytest.mark.parametrize("text", ["Chiama il 333 1234567", "RSSMRA80A01F205X", "ada@posta.example"])
def test_no_personal_data_is_let_out(
    client: Client, enter: Enter, anna: User, signal: NeedSignal, text: str
) -> None:
    with pytest.raises(PersonalDataError):
        moderation.accept(signal, actor=anna, public_text=text)
    enter(anna)
    answer = client.post(f"{page_of(signal)}accogli/", {"public_text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    signal.refresh_from_db()
    assert signal.status == SignalStatus.RECEIVED


def test_a_public_text_that_says_too_much_is_taken_away(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    signal = NeedSignalFactory.create(campaign=campaign, accepted=True, public_text="Ada dice")
    enter(anna)
    address = f"{page_of(signal)}testo/"
    assert client.post(address, {"public_text": "333 1234567"}).status_code == 422
    assert client.post(address, {"public_text": ""}).status_code == 303
    assert NeedSignal.objects.get().public_text == ""
    event = Event.objects.get(verb="reword")
    assert "Ada" not in event.opening.payload
    waiting = NeedSignalFactory.create(campaign=campaign)
    with pytest.raises(ActRefused, match="ascoltate"):
        moderation.reword(waiting, actor=anna, public_text="Manca il verde.")


def test_one_after_the_other_the_queue_is_read(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    one, two, three = NeedSignalFactory.create_batch(3, campaign=campaign)
    NeedSignalFactory.create()  # of no campaign
    enter(anna)
    assert "Altre 2 da leggere" in client.get(page_of(one)).content.decode()
    then = client.post(f"{page_of(one)}accogli/", {"public_text": "Manca.", "next": ""})
    assert then["Location"] == page_of(two)
    then = client.post(f"{page_of(two)}rifiuta/", {"reason": "No.", "next": ""})
    assert then["Location"] == page_of(three)
    then = client.post(f"{page_of(three)}stato/disturbo/")
    assert then["Location"] == page_of(three)


def test_the_words_that_came_are_proposed_as_public_only_when_asked(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    enter(anna)
    assert client.get(page_of(signal)).content.decode().count(signal.words) == 1
    assert client.get(f"{page_of(signal)}?parole").content.decode().count(signal.words) == 2


def test_a_refusal_has_a_reason_that_its_author_reads(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    enter(anna)
    assert client.post(f"{page_of(signal)}rifiuta/", {"reason": " "}).status_code == 422
    client.post(f"{page_of(signal)}rifiuta/", {"reason": "Parla di un’altra città."})
    signal.refresh_from_db()
    assert signal.reason == "Parla di un’altra città."
    with pytest.raises(ActRefused):
        moderation.refuse(NeedSignalFactory.create(), actor=anna, reason="  ")


@pytest.mark.parametrize("name", ["refuse", "mark_spam"])
def test_a_mistake_is_put_right(anna: User, signal: NeedSignal, name: str) -> None:
    reason = {"reason": "No."} if name == "refuse" else {}
    getattr(moderation, name)(signal, actor=anna, **reason)
    moderation.restore(signal, actor=anna)
    assert (signal.status, signal.reason) == (SignalStatus.RECEIVED, "")
    moderation.accept(signal, actor=anna)


def test_a_double_click_does_it_once(anna: User, signal: NeedSignal) -> None:
    again = NeedSignal.objects.get(pk=signal.pk)
    moderation.accept(signal, actor=anna)
    with pytest.raises(MoveRefused):
        moderation.accept(again, actor=anna)
    assert Event.objects.filter(verb="accept").count() == 1


def test_what_has_an_answer_is_refused_no_more(anna: User) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    turns.tell(signal, TurnKind.NOT_DONE, "Non è del Comune.", actor=anna)
    assert signal.status == SignalStatus.ANSWERED
    with pytest.raises(MoveRefused):
        moderation.refuse(signal, actor=anna, reason="Ripensamento")


def test_a_word_before_letting_it_in_is_too_soon(anna: User, signal: NeedSignal) -> None:
    with pytest.raises(ActRefused, match="accolta"):
        turns.tell(signal, TurnKind.STEP, "Ne parliamo.", actor=anna)
    assert not SignalTurn.objects.exists()


def test_the_first_word_keeps_its_instant(anna: User) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    turns.tell(signal, TurnKind.STEP, "Ne parliamo.", actor=anna)
    first = signal.first_turn_at
    turns.tell(signal, TurnKind.DONE, "Fatto.", actor=anna)
    signal.refresh_from_db()
    assert signal.first_turn_at == first
    assert signal.answered_at is not None


def test_theme_and_place_are_put_right(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    theme, zone = Theme.objects.order_by("pk")[0], ZoneFactory.create()
    enter(anna)
    client.post(f"{page_of(signal)}tema-e-luogo/", {"theme": theme.pk, "zone": zone.pk})
    signal.refresh_from_db()
    assert (signal.theme, signal.zone) == (theme, zone)
    events = Event.objects.filter(verb="place").count()
    client.post(f"{page_of(signal)}tema-e-luogo/", {"theme": theme.pk, "zone": zone.pk})
    assert Event.objects.filter(verb="place").count() == events == 1


# ---------------------------------------------------------------- many together


def together(client: Client, signals: list[NeedSignal], **data: Any) -> Any:
    uids = [str(signal.uid) for signal in signals]
    return client.post(f"{QUEUE}insieme/", {"signal": uids, **data})


def test_many_are_refused_together_each_with_its_event(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    signals = NeedSignalFactory.create_batch(3, campaign=campaign)
    enter(anna)
    assert together(client, signals, act="refuse").status_code == 422
    answer = together(client, signals, act="refuse", reason="Fuori tema.", back="stato=received")
    assert answer["Location"] == f"{QUEUE}?stato=received"
    assert NeedSignal.objects.filter(status="refused", reason="Fuori tema.").count() == 3
    assert Event.objects.filter(verb="refuse").count() == 3
    log = client.get(f"{QUEUE}registro/", {"campagna": "estate"}).content.decode()
    assert log.count("Fuori tema.</td>") == 3


def test_what_cannot_be_done_to_some_is_done_to_the_rest_and_said(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    ready = NeedSignalFactory.create(campaign=campaign)
    spam = NeedSignalFactory.create(campaign=campaign, status=SignalStatus.SPAM)
    enter(anna)
    together(client, [ready, spam], act="accept")
    page = client.get(QUEUE).content.decode()
    assert "Fatto: una segnalazione." in page
    assert "rimasta com’era" in page
    spam.refresh_from_db()
    assert spam.status == SignalStatus.SPAM


@pytest.mark.parametrize("act", ["spam", "restore", "place", "accept", "boh", ""])
def test_nothing_chosen_or_nothing_known_changes_nothing(
    client: Client, enter: Enter, anna: User, act: str
) -> None:
    enter(anna)
    answer = client.post(f"{QUEUE}insieme/", {"act": act, "signal": ["x", "1"]})
    assert answer.status_code == 422


def test_nobody_touches_those_of_others_together(
    client: Client, enter: Enter, bruno: User, campaign: Campaign, organization: Organization
) -> None:
    EntrustmentFactory.create(organization=organization)
    signal = NeedSignalFactory.create(campaign=campaign)
    enter(bruno)
    assert together(client, [signal], act="spam").status_code == 422
    signal.refresh_from_db()
    assert signal.status == SignalStatus.RECEIVED


def test_nobody_gathers_those_of_others_with_their_own(
    client: Client, enter: Enter, bruno: User, campaign: Campaign, organization: Organization
) -> None:
    his = NeedSignalFactory.create(
        campaign=CampaignFactory.create(office=None, organization=organization)
    )
    hers = NeedSignalFactory.create(campaign=campaign)
    enter(bruno)
    client.post(f"{page_of(his)}gruppo/", {"signal": [str(hers.uid)]})
    assert together(client, [his, hers], act="gather").status_code == 422
    assert not NeedSignal.objects.filter(group__isnull=False).exists()


def test_markup_is_text_wherever_it_is_read(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    bad = "<img src=x onerror=alert(1)>"
    signal = NeedSignalFactory.create(campaign=campaign, words=bad, place_words=bad)
    NeedSignalFactory.create(campaign=campaign, words=f"{bad} due")
    enter(anna)
    moderation.accept(signal, actor=anna, public_text=bad)
    turns.tell(signal, TurnKind.STEP, bad, actor=anna)
    pages = [f"{QUEUE}?stato=accepted", QUEUE, page_of(signal), "/ascolto/",
             "/ascolto/campagne/estate/", f"{QUEUE}registro/?campagna=estate"]  # fmt: skip
    for page in pages:
        text = client.get(page).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


def test_similar_ones_are_proposed_and_only_a_person_gathers_them(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    one = NeedSignalFactory.create(campaign=campaign, words="Al parco manca una fontana per bere")
    two = NeedSignalFactory.create(campaign=campaign, words="Manca la fontana per bere al parco!")
    NeedSignalFactory.create(campaign=campaign, words="L’ascensore della metro è rotto")
    assert desk.similar(anna, one) == [two]
    assert {one.group_id, two.group_id} == {None}
    enter(anna)
    client.post(f"{page_of(one)}gruppo/", {"signal": [str(two.uid)]})
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.group_id == two.group_id
    assert NeedSignal.objects.filter(group__isnull=False).count() == 2
    assert desk.similar(anna, one) == []


def test_two_groups_that_are_one_keep_what_was_told(anna: User, campaign: Campaign) -> None:
    signals = NeedSignalFactory.create_batch(4, campaign=campaign, accepted=True)
    moderation.gather(signals[:2], actor=anna)
    moderation.gather(signals[2:], actor=anna)
    signals[3].refresh_from_db()
    turns.tell(signals[3], TurnKind.STEP, "Ne parliamo.", actor=anna)
    moderation.gather(signals[1:3], actor=anna)
    for signal in signals:
        signal.refresh_from_db()
        assert [turn.words for turn in desk.turns_of(signal)] == ["Ne parliamo."]
    with pytest.raises(ActRefused, match="vale anche"):
        moderation.take_out(signals[0], actor=anna)


def test_one_alone_is_no_group_and_campaigns_do_not_mix(anna: User, campaign: Campaign) -> None:
    mine, other = NeedSignalFactory.create(campaign=campaign), NeedSignalFactory.create()
    with pytest.raises(ActRefused, match="almeno due"):
        moderation.gather([mine], actor=anna)
    with pytest.raises(ActRefused, match="campagne diverse"):
        moderation.gather([mine, other], actor=anna)


def test_one_put_in_by_mistake_goes_out(anna: User, campaign: Campaign) -> None:
    signals = NeedSignalFactory.create_batch(3, campaign=campaign)
    moderation.gather(signals, actor=anna)
    signals[0].refresh_from_db()
    moderation.take_out(signals[0], actor=anna)
    assert signals[0].group is None
    with pytest.raises(ActRefused):
        moderation.take_out(signals[0], actor=anna)


# ---------------------------------------------------------------- the queue


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"uno", "due"}),
        ("campaign=estate", {"uno"}),
        ("campaign=-", {"due"}),
        ("q=UNO", {"uno"}),
        ("channel=web&zone=municipio/5", {"due"}),
        ("stato=spam", {"tre"}),
        ("stato=boh&campaign=boh&zone=boh&theme=boh", {"uno", "due"}),
    ],
)
def test_the_queue_is_filtered(
    client: Client, enter: Enter, anna: User, campaign: Campaign, query: str, found: set[str]
) -> None:
    zone = ZoneFactory.create(kind="municipio", number=5)
    NeedSignalFactory.create(words="uno", campaign=campaign)
    NeedSignalFactory.create(words="due", zone=zone)
    NeedSignalFactory.create(words="tre", status=SignalStatus.SPAM)
    enter(anna)
    page = client.get(f"{QUEUE}?{query}")
    assert {signal.words for signal, _badge in page.context["rows"]} == found


@pytest.mark.parametrize("rows", [1, 50])
def test_the_queue_costs_the_same_at_one_and_at_fifty(
    client: Client,
    enter: Enter,
    anna: User,
    campaign: Campaign,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    NeedSignalFactory.create_batch(rows, campaign=campaign, zone=ZoneFactory.create())
    enter(anna)
    client.get(QUEUE)
    with django_assert_num_queries(16):
        client.get(QUEUE)


def test_the_queue_is_read_on_paper_where_forms_are_not(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    enter(anna)
    before = client.get(QUEUE).content.decode().split('id="coda"')[0]
    assert before.count("<form") == before.count("</form>")


def test_what_is_wrong_with_many_is_said_before_the_rows(
    client: Client, enter: Enter, anna: User, signal: NeedSignal
) -> None:
    enter(anna)
    answer = client.post(f"{QUEUE}insieme/", {"act": "refuse", "signal": str(signal.uid)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.index("Scrivi perché: lo legge") < page.index('id="coda"')
    assert f'id="s-{signal.uid}" checked' in page


def test_the_register_leads_to_the_signal_that_each_act_is_about(
    client: Client, enter: Enter, anna: User
) -> None:
    campaign = CampaignFactory.create(pk=1, office=anna.office_roles.get().office)
    signal = NeedSignalFactory.create(pk=1, campaign=campaign)
    moderation.accept(signal, actor=anna, public_text="Manca un parco.")
    campaigns.stop_listening(campaign, actor=anna)  # upon another record, that has the same key
    enter(anna)
    page = client.get(f"{QUEUE}registro/", {"campagna": campaign.code}).content.decode()
    assert "L’ascolto è chiuso" in page
    assert page.count(page_of(signal)) == 1
