"""The capacity pulse: one letter a month at most, one button, no harm from repeats."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.needs.lifecycle import pulse
from trama.needs.lifecycle.pulse import Answer
from trama.needs.models import (
    CapacityAsk,
    CapacityAskStatus,
    CapacityReport,
    CoverageRun,
    Resource,
    ResourceKind,
    Unit,
    UnmetNeed,
)
from trama.needs.queries import pulse as queries
from trama.needs.rules.pulse import LEAST_DAYS_BETWEEN, asks_on, may_ask, month_of
from trama.needs.tests.factories import ResourceFactory
from trama.organizations.models import Organization
from trama.territory.models import Zone, ZoneKind

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
Clock = Callable[[datetime | None], None]
NOVEMBER = datetime(2026, 11, 3, 8, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.fixture
def nil() -> Zone:
    return Zone.objects.create(kind=ZoneKind.NIL, code="57", number=57, name="San Siro")


@pytest.fixture
def service(organization: Organization, nil: Zone, stop_clock: Clock) -> Resource:
    """Bruno's body gives after-school support; the clock stands at a working day of November."""
    stop_clock(NOVEMBER)
    Organization.objects.filter(pk=organization.pk).update(email="ciao@gelsi.example")
    organization.refresh_from_db()
    made: Resource = ResourceFactory.create(
        organization=organization,
        title="Doposcuola dei Gelsi",
        capacity=30,
        free=4,
        unit=Unit.PLACES,
        nil=nil,
    )
    return made


@pytest.fixture
def ask(service: Resource) -> CapacityAsk:
    assert pulse.ask_due() == 1
    return CapacityAsk.objects.get()


def link() -> str:
    text = OutgoingMessage.objects.latest("pk").text
    address = next(word for word in text.split() if word.startswith("http"))
    return "/" + address.split("/", 3)[3]


def page_of(ask: CapacityAsk) -> str:
    return reverse("needs:pulse_month", args=[ask.uid])


def numbers(
    service: Resource, capacity: str = "30", free: str = "4", refused: str = ""
) -> dict[str, str]:
    names = {"capacity": capacity, "free": free, "refused": refused}
    return {f"{service.uid}-{name}": value for name, value in names.items()}


# ---------------------------------------------------------------- the letter


@given(DAYS)
def test_a_letter_leaves_on_a_working_day_at_the_earliest(day: date) -> None:
    assert asks_on(day) >= month_of(day)
    assert asks_on(day).weekday() < 5
    assert may_ask(None, day) == (day >= asks_on(day))


@given(DAYS, st.lists(st.integers(0, 400), max_size=60))
def test_whatever_the_days_we_try_nobody_is_written_to_twice_in_a_month(
    start: date, steps: list[int]
) -> None:
    day = start
    last: date | None = None
    sent: list[date] = []
    for step in steps:
        day += timedelta(days=step)
        if may_ask(last, day):
            last = day
            sent.append(day)
    months = [month_of(one) for one in sent]
    assert len(set(months)) == len(months)
    gaps = [(later - earlier).days for earlier, later in pairwise(sent)]
    assert all(gap >= LEAST_DAYS_BETWEEN for gap in gaps)


def test_the_letter_says_what_we_know_and_carries_a_link(ask: CapacityAsk) -> None:
    letter = OutgoingMessage.objects.get()
    assert letter.recipient == "ciao@gelsi.example"
    assert "Doposcuola dei Gelsi: 4 liberi su 30" in letter.text
    assert "Doposcuola dei Gelsi" in letter.html
    assert "/collegamenti/" in letter.text


def test_asking_again_the_same_month_writes_to_nobody(ask: CapacityAsk, stop_clock: Clock) -> None:
    assert pulse.ask_due() == 0
    assert not pulse.ask(ask.organization)
    stop_clock(NOVEMBER + timedelta(days=20))
    assert pulse.ask_due() == 0
    assert OutgoingMessage.objects.count() == 1


def test_the_next_month_asks_anew_and_the_old_ask_is_silent(
    ask: CapacityAsk, stop_clock: Clock
) -> None:
    stop_clock(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert pulse.close_past_months() == 1
    assert pulse.close_past_months() == 0
    assert pulse.ask_due() == 1
    ask.refresh_from_db()
    assert ask.status == CapacityAskStatus.SILENT


def test_who_has_no_address_no_service_or_no_wish_is_not_written_to(
    service: Resource, organization: Organization
) -> None:
    ResourceFactory.create(organization__email="", kind=ResourceKind.SERVICE)
    ResourceFactory.create(organization__email="x@ente.example", kind=ResourceKind.SPACE)
    ResourceFactory.create(organization__email="x@ente.example", draft=True)
    ResourceFactory.create(organization__email="x@ente.example", ends_on=date(2026, 10, 31))
    pulse.stop_asking(organization, actor=None)
    assert pulse.ask_due() == 0
    to_call = [body.pk for body in queries.bodies_to_call(NOVEMBER.date())]
    assert organization.pk in to_call
    assert len(to_call) == 2


# ---------------------------------------------------------------- the page


def test_from_the_letter_one_button_confirms_the_numbers(
    client: Client, ask: CapacityAsk, service: Resource
) -> None:
    page = client.get(link(), follow=True)
    assert page.redirect_chain[-1][0] == page_of(ask)
    body = page.content.decode()
    assert 'value="30"' in body
    assert 'value="4"' in body
    assert not CapacityReport.objects.exists()  # opening changes nothing
    answer = client.post(page_of(ask), numbers(service))
    assert answer.status_code == 303
    report = CapacityReport.objects.get()
    assert (int(report.capacity), int(report.free), report.refused) == (30, 4, 0)
    ask.refresh_from_db()
    service.refresh_from_db()
    assert ask.status == CapacityAskStatus.ANSWERED
    assert service.verified_at == NOVEMBER


def test_confirming_twice_is_confirming_once(
    client: Client, ask: CapacityAsk, service: Resource, stop_clock: Clock
) -> None:
    client.get(link())
    client.post(page_of(ask), numbers(service, refused="7"))
    later = NOVEMBER + timedelta(days=2)
    stop_clock(later)
    client.get(link())
    page = client.post(page_of(ask), numbers(service, refused="7"), follow=True)
    assert "Era già così" in page.content.decode()
    assert CapacityReport.objects.count() == 1
    service.refresh_from_db()
    assert service.verified_at == later
    assert UnmetNeed.objects.get(cause="refused").count == 7
    assert Event.objects.filter(verb="answer").count() == 1


def test_a_correction_replaces_what_was_said_and_keeps_it(
    client: Client, ask: CapacityAsk, service: Resource
) -> None:
    client.get(link())
    client.post(page_of(ask), numbers(service, free="0", refused="7"))
    client.post(page_of(ask), numbers(service, free="2", refused="3"))
    service.refresh_from_db()
    assert service.free == 2
    assert CapacityReport.objects.count() == 2
    assert [(u.cause, u.count) for u in UnmetNeed.objects.all()] == [("refused", 3)]
    assert Event.objects.filter(verb="correct_answer").count() == 1


@pytest.mark.parametrize(
    ("capacity", "free", "refused", "says"),
    [
        ("-3", "0", "", "meno di zero"),
        ("alcuni", "2", "", "Scrivi solo un numero"),
        ("30", "", "", "0 se non ce ne sono"),
        ("30", "31", "", "più dei posti in tutto"),
        ("30", "4", "-1", "meno di zero"),
        ("99999999999", "4", "", "cifre"),
    ],
)
def test_a_number_that_is_none_is_said_and_the_rest_is_kept(
    client: Client,
    ask: CapacityAsk,
    service: Resource,
    capacity: str,
    free: str,
    refused: str,
    says: str,
) -> None:
    client.get(link())
    page = client.post(page_of(ask), numbers(service, capacity, free, refused))
    assert page.status_code == 422
    body = page.content.decode()
    assert says in body
    assert f'value="{capacity}"' in body
    assert not CapacityReport.objects.exists()


def test_half_hours_may_be_written_with_a_comma(
    client: Client, ask: CapacityAsk, service: Resource
) -> None:
    client.get(link())
    client.post(page_of(ask), numbers(service, "12,5", "7,5"))
    assert CapacityReport.objects.get().free == Decimal("7.5")


def test_only_the_link_or_the_body_itself_opens_the_page(
    client: Client, enter: Enter, ask: CapacityAsk, service: Resource, bruno: User, carla: User
) -> None:
    assert client.get(page_of(ask)).status_code == 404
    assert client.post(page_of(ask), numbers(service)).status_code == 404
    assert enter(carla).get(page_of(ask)).status_code == 404
    assert enter(bruno).get(page_of(ask)).status_code == 200
    assert enter(bruno).post(page_of(ask), numbers(service)).status_code == 303
    assert CapacityReport.objects.get().author == bruno


def test_the_card_leads_who_may_report_to_the_places_and_nobody_else(
    enter: Enter, service: Resource, bruno: User, carla: User
) -> None:
    card = reverse("needs:resource", args=[service.uid])
    places = f'href="{reverse("needs:resource_report", args=[service.uid])}"'
    assert places in enter(bruno).get(card).content.decode()
    assert places not in enter(carla).get(card).content.decode()


def test_an_expired_link_says_so_and_opens_nothing(
    client: Client, ask: CapacityAsk, stop_clock: Clock
) -> None:
    stop_clock(NOVEMBER + timedelta(days=63))
    assert client.get(link()).status_code == 404
    assert client.get(page_of(ask)).status_code == 404


def test_a_body_may_stop_the_letters_and_take_them_up_again(
    client: Client, ask: CapacityAsk, stop_clock: Clock
) -> None:
    client.get(link())
    stop = reverse("needs:pulse_stop", args=[ask.uid])
    client.post(stop, {"act": "stop"})
    client.post(stop, {"act": "stop"})
    assert Event.objects.filter(verb="stop_asking").count() == 1
    stop_clock(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert pulse.ask_due() == 0
    pulse.resume_asking(ask.organization, actor=None)
    assert pulse.ask_due() == 1


# ---------------------------------------------------------------- the verbs


def test_a_service_of_another_body_is_not_answered_for(ask: CapacityAsk) -> None:
    foreign = ResourceFactory.create()
    with pytest.raises(ActRefused, match="non è di questo ente"):
        pulse.answer(ask, {foreign: Answer(Decimal(5), Decimal(1))}, actor=None)
    assert not CapacityReport.objects.exists()


def test_an_answer_after_the_month_is_still_an_answer(
    ask: CapacityAsk, service: Resource, stop_clock: Clock
) -> None:
    stop_clock(datetime(2026, 12, 1, 8, tzinfo=UTC))
    pulse.close_past_months()
    ask.refresh_from_db()
    assert pulse.answer(ask, {service: Answer(Decimal(30), Decimal(1))}, actor=None) == 1
    assert ask.status == CapacityAskStatus.ANSWERED


def test_full_services_and_people_turned_away_become_anonymous_counts(
    ask: CapacityAsk, service: Resource, bruno: User, nil: Zone
) -> None:
    pulse.answer(ask, {service: Answer(Decimal(30), Decimal(0), 6)}, actor=None)
    pulse.report(service, Answer(Decimal(30), Decimal(0), 2), actor=bruno)
    counts = {one.cause: one.count for one in UnmetNeed.objects.filter(zone=nil)}
    assert counts == {"full": 1, "refused": 8}
    assert {one.theme for one in UnmetNeed.objects.all()} == {service.theme}


def test_an_answer_asks_for_the_coverage_to_be_computed_again(
    ask: CapacityAsk, service: Resource
) -> None:
    CoverageRun.objects.all().delete()
    pulse.answer(ask, {service: Answer(Decimal(30), Decimal(1))}, actor=None)
    assert CoverageRun.objects.filter(status="asked").count() == 1


def test_counting_the_month_again_changes_nothing(ask: CapacityAsk, service: Resource) -> None:
    pulse.answer(ask, {service: Answer(Decimal(30), Decimal(0), 6)}, actor=None)
    before = sorted(UnmetNeed.objects.values_list("theme", "zone", "cause", "count"))
    pulse.count_unmet(month_of(NOVEMBER.date()))
    assert sorted(UnmetNeed.objects.values_list("theme", "zone", "cause", "count")) == before


def test_what_is_asked_does_not_cost_more_with_more_services(
    ask: CapacityAsk,
    service: Resource,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        queries.rows(ask, NOVEMBER.date())
    ResourceFactory.create_batch(20, organization=service.organization, theme=service.theme)
    with django_assert_num_queries(2):
        assert len(queries.rows(ask, NOVEMBER.date())) == 21
