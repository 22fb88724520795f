"""The networks of the city: a list comes in, three of them become one, two are really lived."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from trama.accounts.models import User
from trama.core.deadlines import ROME
from trama.demo.formats.networks import Lived, Meeting, Member, Side, networks
from trama.demo.formats.territory import as_csv
from trama.demo.lifecycle.notices import hour
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.ledger.formats.sheets import files
from trama.networks.lifecycle import lineage, meetings, members, ties
from trama.networks.lifecycle import networks as acts
from trama.networks.lifecycle.groups import GroupCard, save_group
from trama.networks.lifecycle.importing import import_networks
from trama.networks.lifecycle.lineage import Reorganization
from trama.networks.lifecycle.members import Newcomer
from trama.networks.lifecycle.ties import Statement
from trama.networks.models import (
    LineageKind,
    Network,
    NetworkDuty,
    NetworkMembership,
    NetworkStatus,
    TieQuestionnaire,
    TieSurvey,
)
from trama.programming.models import Theme
from trama.territory.formats.layout import SourceFacts
from trama.territory.lifecycle.reports import File
from trama.territory.models import Zone, ZoneKind

LISTED = datetime(2025, 4, 2, 10, 0, tzinfo=ROME)
MERGED = datetime(2025, 9, 15, 11, 0, tzinfo=ROME)
JOINED = datetime(2025, 10, 6, 9, 0, tzinfo=ROME)
SOURCE = SourceFacts(
    code="qubi",
    title="Reti QuBì: nomi dalla pagina del programma, NIL proposti da noi e da confermare",
    url="https://ricettaqubi.it/",
)


def is_there() -> bool:
    return Network.objects.exists()


def live(cast: Cast, today: date) -> None:
    with at(LISTED):
        content = as_csv(iter(networks().rows()))
        file = File("reti.csv", content)
        import_networks(files.read(content), source=SOURCE, file=file)
    seven, other = networks().lived
    with at(MERGED):
        _merge(cast, seven)
    for lived in (seven, other):
        _Story(cast, lived, today).live()
    _ask_and_close(_Story(cast, seven, today))
    _ask(_Story(cast, other, today))
    _wait_for_an_answer(cast, seven, today)


def _merge(cast: Cast, lived: Lived) -> None:
    """The networks of a Municipio become one."""
    marta = cast.people["marta"]
    zones = _zones(lived)
    network = acts.map_network(lived.code, lived.name, zones, actor=marta, zones_confirmed=True)
    before = list(Network.objects.filter(code__in=networks().merged))
    change = Reorganization(
        LineageKind.MERGE,
        before,
        [network],
        MERGED.date(),
        "Le reti di quartiere si riuniscono in una per Municipio.",
    )
    lineage.reorganize(change, actor=marta)


def _zones(lived: Lived) -> list[Zone]:
    return list(Zone.objects.filter(kind=ZoneKind.NIL, number__in=lived.zones))


@dataclass
class _Story:
    """One network as it is lived: members by key, and whoever looks after it."""

    cast: Cast
    lived: Lived
    today: date
    members: dict[str, NetworkMembership] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network = Network.objects.get(code=self.lived.code)
        found = self.network.memberships.select_related("organization", "network")
        by_name = {str(member): member for member in found}
        for one in self.lived.members:
            name = one.name or self.cast.bodies[one.key].name
            if name in by_name:
                self.members[one.key] = by_name[name]

    @property
    def coordinator(self) -> User:
        return self.cast.representatives[self.lived.coordinator]

    def live(self) -> None:
        """It forms, gathers its members, meets."""
        marta = self.cast.people["marta"]
        lived = self.lived
        first = next(one for one in lived.members if one.key == lived.coordinator)
        with at(JOINED):
            if self.network.status == NetworkStatus.MAPPED:
                acts.start_forming(self.network, actor=marta)
            lead = self._join(first, marta)
            day = JOINED.date()
            members.give_role(lead, NetworkDuty.COORDINATOR, self.coordinator, day, actor=marta)
            members.give_role(lead, NetworkDuty.LEAD, None, day, actor=marta)
        for place, one in enumerate(one for one in lived.members if one is not first):
            with at(JOINED + timedelta(days=1 + place)):
                self._join(one, self.coordinator)
        with at(JOINED + timedelta(days=30)):
            self._work()
            acts.activate(self.network, actor=marta)
        for meeting in lived.meetings:
            self._meet(meeting)
        for meeting in lived.next:
            self._call(meeting)

    def _join(self, one: Member, actor: User) -> NetworkMembership:
        zone = Zone.objects.get(kind=ZoneKind.NIL, number=one.zone)
        body = None if one.name else self.cast.bodies[one.key]
        email = one.email or (f"rete@{body.email.partition('@')[2]}" if body else "")
        who = Newcomer(body, one.name, one.kind, email, zone)
        member = members.invite(self.network, who, actor=actor)
        own = self.cast.representatives[one.key] if body else actor
        members.accept(member, actor=own)
        self.members[one.key] = member
        return member

    def _work(self) -> None:
        changes = {
            "recipe": self.lived.recipe,
            "shared_resources": self.lived.shared_resources,
        }
        acts.update_card(self.network, changes, _zones(self.lived), actor=self.coordinator)
        facilitator = self.members[self.lived.facilitator]
        day = (JOINED + timedelta(days=30)).date()
        members.give_role(facilitator, NetworkDuty.FACILITATOR, None, day, actor=self.coordinator)
        for group in self.lived.groups:
            card = GroupCard(
                group.name,
                group.purpose,
                Theme.objects.get(code=group.theme),
                [self.members[key] for key in group.members],
            )
            save_group(self.network, card, actor=self.coordinator)

    def _facts(self, meeting: Meeting, starts: datetime) -> dict[str, object]:
        return {
            "title": meeting.title,
            "agenda": meeting.agenda,
            "place": meeting.place,
            "accessible": meeting.accessible,
            "accessibility_note": meeting.note,
            "online_url": meeting.online,
            "group": self.network.groups.filter(name=meeting.group).first(),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
        }

    def _meet(self, meeting: Meeting) -> None:
        """Called three weeks before; who was there is written the day after."""
        starts = hour(self.today - timedelta(days=meeting.days_ago), meeting.hour)
        with at(starts - timedelta(days=21)):
            facts = self._facts(meeting, starts)
            called = meetings.plan_meeting(self.network, facts, actor=self.coordinator)
        with at(starts + timedelta(days=1)):
            meetings.record_meeting(
                called,
                present=[self.members[key] for key in meeting.present],
                people_count=meeting.people,
                actor=self.coordinator,
            )

    def _call(self, meeting: Meeting) -> None:
        starts = hour(self.today + timedelta(days=meeting.in_days), meeting.hour)
        before = starts - timedelta(days=meeting.moved_by)
        with at(hour(self.today - timedelta(days=12), 10)):
            facts = self._facts(meeting, before)
            called = meetings.plan_meeting(self.network, facts, actor=self.coordinator)
        if meeting.moved_by:
            with at(hour(self.today - timedelta(days=3), 9, 40)):
                meetings.change_meeting(
                    called,
                    self._facts(meeting, starts),
                    seen=0,
                    reason=meeting.why,
                    actor=self.coordinator,
                )

    # ------------------------------------------------------------ ties

    def open(self, on: date, closes_on: date) -> TieSurvey:
        with at(hour(on, 9)):
            return ties.open_survey(
                self.network,
                since=on - timedelta(days=365),
                until=on - timedelta(days=1),
                closes_on=closes_on,
                actor=self.coordinator,
            )

    def answer(self, survey: TieSurvey, key: str, instant: datetime) -> None:
        rows = TieQuestionnaire.objects.select_related("member", "survey__network")
        paper = rows.get(survey=survey, member=self.members[key])
        body = self.cast.representatives.get(key)
        with at(instant):
            ties.answer(paper, self._said_by(key), actor=body)

    def _said_by(self, key: str) -> list[Statement]:
        found = []
        for tie in self.lived.ties:
            if tie.first == key:
                found.append(self._statement(tie.second, tie.said, tie.kinds))
            elif tie.second == key and tie.answer:
                found.append(self._statement(tie.first, tie.answer, tie.kinds))
        return found

    def _statement(self, about: str, said: Side, kinds: list[str]) -> Statement:
        return Statement(self.members[about], said.intensity, kinds, said.trust)

    @property
    def talkative(self) -> list[str]:
        return [one.key for one in self.lived.members if one.key not in self.lived.silent]


def _ask_and_close(story: _Story) -> None:
    """A round of last spring: most answered, some after a reminder, some never did."""
    on = story.today - timedelta(days=170)
    survey = story.open(on, on + timedelta(days=21))
    early, late = story.talkative[:8], story.talkative[8:]
    for place, key in enumerate(early):
        story.answer(survey, key, hour(on + timedelta(days=1 + place), 11, 5 * place))
    with at(hour(on + timedelta(days=12), 9, 30)):
        ties.remind(survey, actor=story.coordinator)
    for place, key in enumerate(late):
        story.answer(survey, key, hour(on + timedelta(days=13 + place), 16, 7 * place))
    with at(hour(on + timedelta(days=22), 0, 5)):
        ties.close_due_surveys()


def _ask(story: _Story) -> None:
    """A round that is open today: half have answered."""
    on = story.today - timedelta(days=6)
    survey = story.open(on, story.today + timedelta(days=10))
    for place, key in enumerate(story.talkative):
        story.answer(survey, key, hour(on + timedelta(days=1 + place), 15, 9 * place))


def _wait_for_an_answer(cast: Cast, lived: Lived, today: date) -> None:
    """A body asks to join, and Nadia has still to look."""
    network = Network.objects.get(code=lived.code)
    asking = cast.bodies["altalena"]
    with at(hour(today - timedelta(days=1), 18)):
        members.request(network, asking, actor=cast.representatives["altalena"])
