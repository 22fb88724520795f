"""What cards are found by: words beyond their own, the zones they are of, the words in use."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import prefetch_related_objects

from trama.needs.models import CardStatus, CardWord, Need, Resource
from trama.territory.models import Zone, ZoneKind, ZoneShare

BATCH = 500
C = TypeVar("C", Need, Resource)

# A word is of letters; one or two of them tell nothing.
WORDS = "regexp_split_to_table(trama_key(%s), '[^a-z]+')"
ADD_WORDS = f"""
    INSERT INTO needs_cardword (word, cards)
    SELECT DISTINCT word, 1 FROM {WORDS} AS word WHERE length(word) BETWEEN 3 AND 60
    ON CONFLICT (word) DO NOTHING
"""  # noqa: S608  # nothing of a person's is in it
COUNT_WORDS = """
    INSERT INTO needs_cardword (word, cards)
    SELECT word, sum(ndoc) FROM (
        SELECT word, ndoc FROM ts_stat($$
            SELECT to_tsvector('simple', regexp_replace(trama_key(
                title || ' ' || description || ' ' || keywords), '[^a-z]+', ' ', 'g'))
            FROM needs_resource WHERE status = 'published'$$)
        UNION ALL
        SELECT word, ndoc FROM ts_stat($$
            SELECT to_tsvector('simple', regexp_replace(trama_key(
                title || ' ' || description || ' ' || keywords), '[^a-z]+', ' ', 'g'))
            FROM needs_need WHERE status = 'published'$$)
    ) AS words
    WHERE length(word) BETWEEN 3 AND 60 GROUP BY word
"""


@dataclass(frozen=True)
class Ground:
    """How the zones lie in each other, by primary key."""

    wholes: dict[int, set[int]]
    parts: dict[int, set[int]]
    names: dict[int, str]

    @classmethod
    def read(cls) -> "Ground":
        wholes: dict[int, set[int]] = defaultdict(set)
        parts: dict[int, set[int]] = defaultdict(set)
        for part, whole in ZoneShare.objects.values_list("part", "whole"):
            wholes[part].add(whole)
            parts[whole].add(part)
        zones = list(Zone.objects.values_list("pk", "kind", "name"))
        cities = {pk for pk, kind, _name in zones if kind == ZoneKind.CITY}
        for pk, kind, _name in zones:
            if kind != ZoneKind.CITY:
                wholes[pk] |= cities
        for city in cities:
            parts[city] |= {pk for pk, kind, _name in zones if kind != ZoneKind.CITY}
        return cls(wholes, parts, {pk: name for pk, _kind, name in zones})

    def reach(self, place: int | None, served: Iterable[int]) -> list[int]:
        """The zones for which a card counts: its place and the zones it is in; what it serves, what
        lies there and what that lies in."""
        zones = set(served)
        found = zones.union(*(self.wholes.get(zone, set()) for zone in zones))
        found = found.union(*(self.parts.get(zone, set()) for zone in zones))
        if place is not None:
            found |= {place} | self.wholes.get(place, set())
        return sorted(found)

    def names_of(self, place: int | None, served: Iterable[int]) -> list[str]:
        """What people call the place: the zones it is in or serves, and the larger ones."""
        zones = set(served) if place is None else {place, *served}
        larger = zones.union(*(self.wholes.get(zone, set()) for zone in zones))
        return [self.names[zone] for zone in sorted(larger)]


def index(cards: Sequence[C]) -> None:
    """Write what these cards are found by; the queries are the same for one and for many."""
    if not cards:
        return
    ground = Ground.read()
    zones = "zones" if isinstance(cards[0], Need) else "served"
    prefetch_related_objects(cards, "theme", "organization", "targets", zones)
    for card in cards:
        served = [zone.pk for zone in getattr(card, zones).all()]
        place = card.nil_id if isinstance(card, Resource) else None
        card.reach = ground.reach(place, served)
        card.keywords = " ".join(_keywords(card, ground.names_of(place, served)))
    type(cards[0]).objects.bulk_update(cards, ["keywords", "reach"], batch_size=BATCH)


def index_all(model: type[C]) -> None:
    """Every card of a kind, some at a time."""
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = model.objects.filter(pk__in=keys[start : start + BATCH]).defer(
            "search", "title_search"
        )
        index(list(part.order_by("pk")))


def _keywords(card: Need | Resource, places: Iterable[str]) -> Iterable[str]:
    yield card.theme.label_it
    yield card.theme.label_en
    for target in card.targets.all():
        yield target.label_it
        yield target.label_en
    if card.organization:
        yield card.organization.name
    if isinstance(card, Resource):
        yield str(card.get_kind_display())
        yield card.address
    yield from places


def learn_words(card: Need | Resource) -> None:
    """The words of a published card: what a mistyped one may be corrected with."""
    if card.status != CardStatus.PUBLISHED:
        return
    with connection.cursor() as cursor:
        cursor.execute(ADD_WORDS, [f"{card.title} {card.description} {card.keywords}"])


def count_words() -> None:
    """All the words anew, with how many cards use each."""
    CardWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS)
