"""Needs and resources of the city: written by bodies and by the office, some said again lately,
some not for a long time; and a list that nobody has taken up."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from trama.accounts.models import User
from trama.core.deadlines import ROME
from trama.demo.formats import cards as data
from trama.demo.formats.territory import as_csv
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.ledger.formats.sheets import files
from trama.needs.lifecycle import cards as verbs
from trama.needs.lifecycle import pulse
from trama.needs.lifecycle.service_lists import import_sheet
from trama.needs.models import Need, Resource
from trama.needs.rules.layouts import layout_of
from trama.organizations.models import Organization
from trama.programming.models import Target, Theme
from trama.territory.models import Zone, ZoneKind

LISTED = datetime(2025, 3, 20, 10, 0, tzinfo=ROME)
WRITTEN = datetime(2025, 3, 24, 9, 0, tzinfo=ROME)
JOINED = 5  # months ago
MONTH = 30  # days, near enough for a story
HEAD = [
    "titolo", "che_cosa_è", "tema", "longitudine", "latitudine", "capacità", "unità",
    "codice_fiscale_ente",
]  # fmt: skip


def is_there() -> bool:
    return Resource.objects.exists()


def live(cast: Cast, today: date) -> None:
    story = _Story(cast, today)
    with at(LISTED):
        story.bring_in_the_list()
    with at(WRITTEN):
        written = [(one, story.write(one)) for one in data.cards().resources]
    story.by_month([(one.months, _said(story, one, row)) for one, row in written])
    story.by_month([(one.months, _felt(story, one)) for one in data.cards().needs])
    story.by_month([(JOINED, story.join)])


class _Story:
    """The city's words by code, read once."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        self.targets = {target.code: target for target in Target.objects.all()}
        zones = Zone.objects.defer("boundary", "outline")
        self.zones = {f"{zone.kind}/{zone.code}": zone for zone in zones}
        self.nils = {zone.number: zone for zone in zones.filter(kind=ZoneKind.NIL)}

    def by_month(self, acts: Sequence[tuple[int | None, Callable[[], object]]]) -> None:
        """The oldest first; what is of the same month is done on the same day."""
        days: dict[int, list[Callable[[], object]]] = defaultdict(list)
        for months, act in acts:
            if months is not None:
                days[months].append(act)
        for months in sorted(days, reverse=True):
            day = self.today - timedelta(days=months * MONTH)
            with at(datetime.combine(day, time(10, 30), ROME)):
                for act in days[months]:
                    act()

    def place(self, nil: int | None, offset: tuple[float, float]) -> dict[str, Any]:
        if nil is None:
            return {}
        zone = self.nils[nil]
        longitude, latitude = (zone.longitude or 0) + offset[0], (zone.latitude or 0) + offset[1]
        return {"nil": zone, "longitude": round(longitude, 5), "latitude": round(latitude, 5)}

    def shared(self, one: data.Card) -> dict[str, Any]:
        targets = [self.targets[code] for code in one.targets]
        return {
            "title": one.title,
            "description": one.description,
            "theme": self.themes[one.theme],
            "targets": targets,
        }

    def write(self, one: data.Resource) -> Resource:
        actor = self.cast.representatives[one.body]
        told = one.model_dump(
            include={
                "kind", "address", "unit", "hours", "eligibility", "application_process", "fees",
                "minimum_age", "maximum_age", "languages", "accessibility", "phone", "email",
            }
        )  # fmt: skip
        facts = {
            **self.shared(one),
            **told,
            **self.place(one.nil, one.offset),
            "capacity": None if one.capacity is None else Decimal(one.capacity),
            "served": [self.zones[name] for name in one.served],
        }
        body = self.cast.bodies[one.body]
        resource = verbs.save_resource(facts, actor=actor, organization=body)
        verbs.publish(resource, actor=actor)
        return resource

    def bring_in_the_list(self) -> None:
        codes = dict(
            Organization.objects.filter(name__in=[one.body for one in data.cards().listed])
            .values_list("name", "codice_fiscale")
        )  # fmt: skip
        rows = [HEAD]
        for one in data.cards().listed:
            place = self.place(one.nil, (one.east, one.north))
            point = [str(place["longitude"]), str(place["latitude"])]
            told = [one.capacity, one.unit, codes.get(one.body) or ""]
            rows.append([one.title, one.kind, one.theme, *point, *told])
        sheet = files.read(as_csv(iter(rows)))
        layout = layout_of(sheet)
        report = import_sheet(sheet, layout, code="elenco-dimostrazione", name="servizi.csv")
        if report["refused"]:
            raise RuntimeError(f"The demo's services are not good: {report['refused'][:3]}")

    def writer(self, who: str) -> tuple[User, dict[str, Any]]:
        """Of a body, by its key, or of the office, by name."""
        if who in self.cast.bodies:
            return self.cast.representatives[who], {"organization": self.cast.bodies[who]}
        return self.cast.people[who], {"office": self.cast.office}

    def join(self) -> None:
        """Two bodies had written the same thing: whoever answers for the area joins them."""
        for one in data.cards().needs:
            if one.merged:
                need, into = (Need.objects.get(title=title) for title in (one.title, one.merged))
                verbs.merge(need, into, actor=self.cast.people["viola"])


def _said(story: _Story, one: data.Resource, resource: Resource) -> Callable[[], object]:
    """What a body says lately of its resource: how many places are free, or that it is right."""
    actor = story.cast.representatives[one.body]

    def say() -> object:
        row = Resource.objects.get(pk=resource.pk)
        if one.capacity is None or one.free is None:
            return verbs.verify(row, actor=actor)
        answer = pulse.Answer(capacity=Decimal(one.capacity), free=Decimal(one.free), refused=0)
        return pulse.report(row, answer, actor=actor)

    return say


def _felt(story: _Story, one: data.Need) -> Callable[[], object]:
    def write() -> object:
        actor, writer = story.writer(one.who)
        told = one.model_dump(include={"evidence", "evidence_note", "unit", "magnitude_source"})
        facts = {
            **story.shared(one),
            **told,
            "magnitude": None if one.magnitude is None else Decimal(one.magnitude),
            "zones": [story.zones[name] for name in one.zones],
        }
        need = verbs.save_need(facts, actor=actor, **writer)
        verbs.publish(need, actor=actor)
        for who, *words in one.voices:
            _speak(story, need, who, words)
        if one.closed:
            verbs.close(need, actor=actor, reason=one.closed)
        return need

    return write


def _speak(story: _Story, need: Need, who: str, words: list[str]) -> None:
    actor, writer = story.writer(who)
    body = writer.get("organization")
    met = "" if body else words[0]
    verbs.add_voice(need, actor=actor, words=words[-1], organization=body, who=met)
