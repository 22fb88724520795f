"""A path as it is told: who is who at its tables, and what each brings, thinks and answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from trama.accounts.models import User
from trama.core import jobs
from trama.demo.formats import paths as data
from trama.demo.lifecycle.notices import hour
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import Agenda, at
from trama.needs.models import Need
from trama.notices.models import Notice
from trama.programming.models import Theme
from trama.tables.lifecycle import contributions, ground
from trama.tables.lifecycle.paths import add_heard, open_path
from trama.tables.lifecycle.working_tables import add_table, change_table
from trama.tables.models import (
    Contribution,
    ContributionChannel,
    Meeting,
    Participant,
    ParticipantKind,
    Path,
    Statement,
    TableKind,
    WorkingTable,
)
from trama.territory.models import Zone

OFFICE = "ufficio"  # the key of the office that runs the path
CHOICES = {"+": "agree", "-": "disagree", "0": "pass"}


@dataclass
class Stand:
    """What the story calls by key is found here by the same key."""

    notice: Notice
    cast: Cast
    opened: date
    story: data.Story
    agenda: Agenda = field(default_factory=Agenda)
    people: dict[str, Participant] = field(default_factory=dict)
    tables: dict[str, WorkingTable] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    contributions: dict[str, Contribution] = field(default_factory=dict)
    _path: Path | None = None

    @property
    def path(self) -> Path:
        if self._path is None:
            raise ValueError("the path is not open yet")
        self._path.refresh_from_db()
        return self._path

    @property
    def anna(self) -> User:
        return self.cast.people["anna"]

    def day(self, after: int, hours: int, minutes: int = 0) -> datetime:
        """So many days after the opening."""
        return hour(self.opened + timedelta(days=after), hours, minutes)

    def add(self, instant: datetime, act: Callable[[], object]) -> None:
        self.agenda.add(instant, act)

    def live(self) -> None:
        self.agenda.live()
        self.agenda = Agenda()

    def who(self, keys: Iterable[str]) -> list[Participant]:
        return [self.people[key] for key in keys]

    def voice(self, key: str) -> tuple[User | None, bool]:
        """Who writes for a body, and whether on its behalf: its representative on the site; who is
        heard answers by link, or with no address through Anna."""
        if key in self.cast.representatives:
            return self.cast.representatives[key], False
        by_voice = not self.people[key].email
        return (self.anna, True) if by_voice else (None, False)

    # ------------------------------------------------------------ opened

    def open(self) -> None:
        with at(self.day(0, 9, 30)):
            self.notice.refresh_from_db()
            self._path = open_path(self.notice, actor=self.anna, purpose=self.story.purpose)
            for one in self.story.heard:
                self.people[one.key] = self._hear(one)
            self._know_the_admitted()
        with at(self.day(1, 10)):
            for table in self.story.tables:
                self.tables[table.key] = self._set_table(table)

    def _hear(self, told: data.Heard) -> Participant:
        body = self.cast.bodies.get(told.key)
        name, email = (body.name, body.email) if body else (told.name, told.email)
        return add_heard(self.path, name=name, email=email, organization=body, actor=self.anna)

    def _know_the_admitted(self) -> None:
        keys = {body.pk: key for key, body in self.cast.bodies.items()}
        for one in self.path.participants.all():
            if one.kind == ParticipantKind.OFFICE:
                self.people[OFFICE] = one
            elif one.organization_id is not None:
                self.people[keys[one.organization_id]] = one

    def _set_table(self, told: data.Table) -> WorkingTable:
        kind, _slash, code = (told.zone or "/").partition("/")
        facts = {
            "kind": told.kind,
            "title": told.title,
            "theme": Theme.objects.filter(code=told.theme).first(),
            "zone": Zone.objects.filter(kind=kind, code=code).first(),
            "facilitator": self.cast.people["lia"],
            "minute_taker": self.cast.people["dario"],
            "ground_rules": told.rules,
            "members": self.who([*told.members, *([OFFICE] if told.members else [])]),
        }
        if told.kind != TableKind.PLENARY:
            return add_table(self.path, facts, actor=self.anna)
        plenary = self.path.tables.get(kind=TableKind.PLENARY)
        change_table(plenary, facts, actor=self.anna)
        return plenary

    # ------------------------------------------------------------ what is brought

    def bring_all(self) -> None:
        """Whoever is not at a meeting brings it in the evening; the others say what they think in
        the days after; the office answers before the path chooses."""
        for place, told in enumerate(self.story.contributions):
            if told.meeting is None:
                self.add(self.day(told.day, 18, 3 * place), partial(self.bring, told))
            for after, said in enumerate(told.positions, start=1):
                instant = self.day(told.day + after, 21, 2 * place)
                self.add(instant, partial(self._take_position, told.key, said))
            if told.outcome is not None:
                instant = self.day(told.day + 5, 12, 2 * place)
                self.add(instant, partial(self._decide, told.key, told.outcome))

    def bring(self, told: data.Contribution, meeting: Meeting | None = None) -> Contribution:
        actor = self.cast.representatives.get(told.authors[0])
        by_voice = meeting is not None or actor is None
        if by_voice:
            actor = self.cast.people["dario"] if meeting else self.anna
        made = contributions.bring(
            self.path,
            kind=told.kind,
            title=told.title,
            text=told.text,
            authors=self.who(told.authors),
            themes=Theme.objects.filter(code__in=told.themes),
            zones=[self._zone(name) for name in told.zones],
            needs=Need.objects.filter(title__in=told.needs),
            table=None if meeting else self.tables[told.table],
            meeting=meeting,
            evidence=told.evidence,
            evidence_note=told.note,
            cost=told.cost,
            objects_to=self.contributions.get(told.objects_to or ""),
            channel=ContributionChannel.MINUTES if meeting else ContributionChannel.WEB,
            acted_for=by_voice,
            actor=actor,
        )
        self.contributions[told.key] = made
        return made

    def _zone(self, name: str) -> Zone:
        kind, _slash, code = name.partition("/")
        return Zone.objects.get(kind=kind, code=code)

    def _take_position(self, key: str, said: data.Said) -> None:
        actor, by_voice = self.voice(said.by)
        contributions.take_position(
            self.contributions[key],
            participant=self.people[said.by],
            stance=said.stance,
            reason=said.reason,
            actor=actor,
            acted_for=by_voice,
        )

    def _decide(self, key: str, outcome: data.Outcome) -> None:
        one = self.contributions[key]
        one.refresh_from_db()
        if outcome.into:
            into = self.contributions[outcome.into]
            contributions.merge(one, into, reason=outcome.reason, actor=self.anna)
        else:
            contributions.decide(one, outcome.status, reason=outcome.reason, actor=self.anna)

    # ------------------------------------------------------------ common ground

    def ask_all(self) -> None:
        """Statements are written when the tables have met, answered in the week after, and read."""
        first = self.story.meetings[1].day + 2
        made: list[Statement] = []
        for place, told in enumerate(self.story.statements):
            self.add(self.day(first, 9, place), partial(self._state, told, made))
        for place, (key, marks) in enumerate(self.story.answers.items()):
            instant = self.day(first + 1 + place % 5, 18, place)
            self.add(instant, partial(self._answer, key, marks, made))
        self.add(self.day(first + 7, 8), partial(jobs.defer, "tables.read_grounds", timestamp=0))

    def _state(self, told: data.Statement, made: list[Statement]) -> None:
        author = self.people[told.author]
        made.append(ground.add_statement(self.path, text=told.text, author=author, actor=self.anna))

    def _answer(self, key: str, marks: str, made: list[Statement]) -> None:
        actor, by_voice = self.voice(key)
        ground.vote_statements(
            self.path,
            participant=self.people[key],
            choices={
                one: CHOICES[mark]
                for one, mark in zip(made, marks, strict=False)
                if mark in CHOICES
            },
            actor=actor,
            acted_for=by_voice,
        )
