"""The city is lived once, whole; a second time nothing happens; nowhere but in a demo."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from trama.accounts.models import User
from trama.applications.models import Application
from trama.core import clock
from trama.core.deadlines import ROME
from trama.demo import queries
from trama.demo.lifecycle import ClockStuckError, load, missing
from trama.demo.lifecycle.present import closed_on, open_until
from trama.demo.lifecycle.stage import at
from trama.demo.management.commands.load_demo import Command
from trama.learning.models import (
    Basis,
    Certificate,
    Course,
    Grouping,
    Term,
    TermStatus,
    TermVersion,
)
from trama.learning.queries.questionnaires import results_of
from trama.ledger.models import Document, DocumentStatus, Duty, Event, Publication, RegistryEntry
from trama.listening.models import Campaign, Entrustment, NeedSignal, SignalStatus
from trama.mailbox.models import IncomingMessage, OutgoingMessage
from trama.needs.models import Need, Scenario
from trama.needs.queries.hearing import heard
from trama.networks.models import Network, NetworkStatus, SurveyStatus, TieSurvey
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import contents, findings
from trama.notices.rules import Severity
from trama.organizations.models import Membership, MembershipStatus, NearNames, Organization
from trama.screening.models import AdmissionList, CaseStatus, Conflict, ScreeningCase
from trama.tables import models as tables
from trama.tables.queries.ground import board
from trama.territory.models import IndicatorValue, Zone, ZoneShare
from trama.territory.queries.areas import zones_of
from trama.territory.queries.places import Found, locate

TODAY = date(2026, 11, 22)


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.PEC_TRUST_STORE = str(tmp_path / "demo/pec-ca.pem")


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """This database says that it is a demo; its clock is movable, as in every test."""
    place = "trama.demo.management.commands.load_demo"
    monkeypatch.setattr(f"{place}.is_demo_database", lambda: True)
    monkeypatch.setattr("trama.demo.lifecycle.stage.install", lambda name: None)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_city_is_lived_from_its_first_day_to_today(tmp_path: Path) -> None:
    load(TODAY, tell=lambda what: None)
    the_past_is_concluded()
    its_path_feeds_the_plan()
    its_common_ground_is_told()
    another_path_is_half_way()
    today_is_alive()
    the_territory_is_drawn()
    the_networks_are_alive()
    the_words_have_two_voices()
    the_foundation_listens()
    the_what_ifs_are_computed()
    seventy_people_have_learnt_together()
    everything_owed_was_done()
    assert len(list((tmp_path / "demo/posta").glob("*.eml"))) == 2

    events = Event.objects.count()
    assert missing() == []
    load(TODAY, tell=lambda what: None)
    assert Event.objects.count() == events


def the_past_is_concluded() -> None:
    notice = Notice.objects.get(code=queries.PAST)
    assert notice.status == NoticeStatus.CONCLUDED
    assert notice.closes_at == datetime(2023, 5, 15, 12, tzinfo=ROME)
    statuses = list(Application.objects.filter(notice=notice).values_list("status", flat=True))
    assert sorted(set(statuses)) == ["late", "submitted", "superseded", "withdrawn"]
    assert statuses.count("late") == 2
    listed = AdmissionList.objects.get(notice=notice)
    assert listed.document is not None
    outcomes = [row["outcome"] for row in listed.rows]
    assert (outcomes.count("admitted"), outcomes.count("not_admitted")) == (43, 4)
    assert all(row["reasons"] for row in listed.rows if row["outcome"] == "not_admitted")
    published = Publication.objects.filter(dossier=queries.PAST)
    assert all(one.published_at.year == 2023 for one in published)
    duties = set(published.values_list("duty", flat=True))
    assert duties == set(Duty.values)
    entries = RegistryEntry.objects.filter(year=2023).order_by("number")
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


def its_path_feeds_the_plan() -> None:
    path = tables.Path.objects.get(notice__code=queries.PAST)
    assert path.status == tables.PathStatus.FEEDS_PLAN
    meetings = tables.Meeting.objects.filter(table__path=path)
    assert set(meetings.values_list("status", flat=True)) == {tables.MeetingStatus.PUBLISHED}
    assert all(one.minutes_document for one in meetings)
    assert not path.contributions.filter(status=tables.ContributionStatus.DISCUSSED).exists()
    assert tables.Remark.objects.filter(
        entry__meeting__in=meetings, status=tables.RemarkStatus.OBJECTION
    ).exists()
    vote = tables.PriorityVote.objects.get(path=path)
    places = {one["id"]: one["position"] for one in vote.result["options"] if one["position"]}
    options = {str(one.uid): one.title for one in vote.options.all()}
    chosen = [options[uid] for uid in sorted(places, key=lambda uid: places[uid])]
    assert path.programming_act is not None
    priorities = path.programming_act.priorities.order_by("position")
    assert [one.title for one in priorities] == chosen
    papers = tables.PathDocument.objects.filter(path=path).values_list("kind", "document")
    assert {kind for kind, document in papers if document} == set(tables.PathDocumentKind.values)


def its_common_ground_is_told() -> None:
    """With the day it was counted on, not that of the load; on paper too."""
    path = tables.Path.objects.get(notice__code=queries.PAST)
    shown = board(path)
    assert shown.read_at is not None
    assert shown.read_at.year == 2023
    assert shown.voters >= 45
    assert shown.by_voice == 1
    assert shown.unite
    assert shown.divide
    assert shown.opinions is not None
    assert len(shown.opinions.apart) == 3
    text = Client().get(reverse("paths:ground", args=[path.code])).content.decode()
    assert "Che cosa distingue ogni gruppo" in text
    assert "tipi di ente con meno di cinque risposte non si mostrano da soli" in text
    assert "società di mutuo soccorso" not in text
    papers = tables.PathDocument.objects.filter(path=path, kind__in=["synthesis", "report"])
    for paper in papers:
        assert any(block["section"] == "Terreno comune" for block in paper.content["blocks"])


def another_path_is_half_way() -> None:
    path = tables.Path.objects.get(notice__code=queries.AFTERNOONS)
    assert path.status == tables.PathStatus.CALENDARISED
    meetings = tables.Meeting.objects.filter(table__path=path)
    assert Counter(meetings.values_list("status", flat=True)) == {
        tables.MeetingStatus.PUBLISHED: 3,
        tables.MeetingStatus.MINUTES_OPEN: 1,
        tables.MeetingStatus.CONVENED: 1,
    }
    waiting = tables.Remark.objects.filter(
        entry__meeting__in=meetings, status=tables.RemarkStatus.OPEN
    )
    assert waiting.count() == 1
    assert tables.Approval.objects.filter(attendance__meeting__in=meetings, agrees=False).exists()
    assert path.contributions.filter(status=tables.ContributionStatus.DISCUSSED).count() >= 5
    against = tables.Position.objects.filter(contribution__path=path, stance="disagree")
    assert against.count() >= 3
    assert path.statements.count() == 5


def today_is_alive() -> None:
    notice = Notice.objects.get(code=queries.OPEN)
    assert notice.status == NoticeStatus.PUBLISHED
    assert notice.closes_at == datetime(2026, 11, 27, 12, tzinfo=ROME)
    draft = Application.objects.get(notice=notice, status="draft")
    assert draft.created_by is not None
    assert draft.created_by.name == "Bruno Tesei"
    waiting = IncomingMessage.objects.filter(status__in=["held", "unmatched"])
    assert sorted(waiting.values_list("status", flat=True)) == ["held", "unmatched"]
    cases = ScreeningCase.objects.filter(application__notice__code=queries.SCREENING)
    assert set(cases.values_list("status", flat=True)) == {
        CaseStatus.ADMITTED,
        CaseStatus.IN_SCREENING,
        CaseStatus.REJECTION_NOTICED,
    }
    assert Conflict.objects.count() == 2
    asked = Membership.objects.filter(status=MembershipStatus.REQUESTED)
    assert asked.count() == 1
    assert NearNames.objects.filter(distinct=None).exists()
    assert Organization.objects.count() >= 40
    assert Notice.objects.get(code=queries.READY).status == NoticeStatus.LEGAL_CHECK
    sketch = contents(Notice.objects.filter(code=queries.DRAFT)).get()
    assert any(found.severity == Severity.BLOCK for found in findings(sketch))


def the_territory_is_drawn() -> None:
    kinds = Counter(Zone.objects.values_list("kind", "precision"))
    assert kinds == {
        (kind, "schematic"): n for kind, n in (("city", 1), ("municipio", 9), ("nil", 88))
    }
    assert ZoneShare.objects.count() == 106
    residents = IndicatorValue.objects.filter(indicator__code="residents", year=2024)
    assert sum(row.value for row in residents) == 1_407_044
    found = locate("via dei Gelsi Bianchi 8")
    assert isinstance(found, Found)
    assert found.zone == Zone.objects.get(kind="nil", code="57")
    viola = User.objects.get(name="Viola Serra")
    assert {zone.code for zone in zones_of(viola)} == {"57", "60"}


def the_words_have_two_voices() -> None:
    """Most are only a starting point; some agreed, two contested, one published twice."""
    states = Counter(Term.objects.values_list("status", flat=True))
    assert states[TermStatus.PUBLISHED] == 5
    assert states[TermStatus.DISCUSSED] == 1
    assert states[TermStatus.PROPOSED] > 100
    bases = Counter(TermVersion.objects.values_list("basis", flat=True))
    assert (bases[Basis.AGREED], bases[Basis.CONTESTED]) == (4, 2)


def the_networks_are_alive() -> None:
    merged = Network.objects.get(code="municipio-7")
    assert merged.status == NetworkStatus.ACTIVE
    assert sorted(line.ancestor.code for line in merged.origins.all()) == [
        "baggio", "forze-armate", "selinunte",
    ]  # fmt: skip
    assert Network.objects.filter(status=NetworkStatus.MAPPED).count() == 18
    closed = TieSurvey.objects.get(network=merged)
    assert closed.status == SurveyStatus.CLOSED
    assert closed.questionnaires.filter(answered_at=None).count() == 4
    assert len(merged.reading.confirmed["cut"]) == 3
    assert TieSurvey.objects.filter(status=SurveyStatus.OPEN).count() == 1
    assert merged.memberships.filter(status="requested").count() == 1


def the_what_ifs_are_computed() -> None:
    closing, opening = Scenario.objects.order_by("shared")
    assert {closing.status, opening.status} == {"done"}
    gains = [row["gain"] for row in closing.result["rows"] if row["kind"] == "nil"]
    assert max(gains) > 0 > min(gains)
    [plan] = opening.result["plans"]
    assert plan["optimal"]
    assert float(plan["cost"]) <= 400_000


def seventy_people_have_learnt_together() -> None:
    course = Course.objects.get(code="laboratorio-2026")
    grouping = Grouping.objects.get(course=course)
    assert (grouping.status, grouping.result["optimal"]) == ("adopted", True)
    assert grouping.seats.count() == 70
    states = Counter(course.enrolments.values_list("status", flat=True))
    assert states["completed"] >= 60
    assert Certificate.objects.filter(document=None).count() == 0
    change = results_of(course).scales[0].after
    assert change is not None
    assert change.is_told_apart
    assert Course.objects.get(code="laboratorio-2027").status == "enrolling"


def the_foundation_listens() -> None:
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.promoter) == ("open", "Fondazione Lume di Cascina ETS")
    assert Entrustment.objects.get().organization == campaign.organization
    states = Counter(NeedSignal.objects.values_list("status", flat=True))
    assert sum(states.values()) >= 40
    assert set(states) == set(SignalStatus.values)
    assert NeedSignal.objects.filter(group__isnull=False).count() == 21
    assert OutgoingMessage.objects.filter(purpose="listening.turn").count() == 3
    assert heard(Need.objects.get(title="Mancano posti al doposcuola per le medie")) == 6


def everything_owed_was_done() -> None:
    assert not Document.objects.exclude(status=DocumentStatus.CHECKED).exists()
    assert not OutgoingMessage.objects.exclude(status="sent").exists()
    assert OutgoingMessage.objects.filter(purpose="applications.receipt").exists()
    assert not Event.objects.filter(occurred_at__gt=datetime(2026, 11, 23, tzinfo=UTC)).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("marked")
def test_without_the_demo_s_flag_nothing_is_loaded() -> None:
    with pytest.raises(CommandError, match="not marked as a demo"):
        call_command(Command())
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_database_that_may_hold_real_people_is_left_alone() -> None:
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command(Command())
    assert not Organization.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo", "marked")
def test_somebody_else_s_trust_store_is_never_written(settings: Settings, tmp_path: Path) -> None:
    settings.PEC_TRUST_STORE = str(tmp_path / "gestori.pem")
    with pytest.raises(CommandError, match="PEC_TRUST_STORE"):
        call_command(Command())
    assert not list(tmp_path.glob("*.pem"))


@pytest.mark.django_db
def test_a_clock_that_does_not_move_stops_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(ClockStuckError), at(datetime(2023, 5, 15, tzinfo=UTC)):
        pytest.fail("the act was done at another instant")


@pytest.fixture(params=range(14))
def some_day(request: pytest.FixtureRequest) -> date:
    return date.fromordinal(TODAY.toordinal() + request.param)


def test_the_open_notice_closes_on_a_friday_that_leaves_time(some_day: date) -> None:
    closes = open_until(some_day)
    assert closes.weekday() == 4
    assert 5 <= (closes - some_day).days <= 11


def test_the_one_in_screening_closed_on_a_friday_two_weeks_ago_or_more(some_day: date) -> None:
    closed = closed_on(some_day)
    assert closed.weekday() == 4
    assert 14 <= (some_day - closed).days <= 20
