"""The territory at a glance: the zones under the Municipi they lie in, with their main figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Value
from django.utils.translation import gettext as _

from trama.core.text import NameKey
from trama.territory.models import Address, Area, Indicator, Source, Zone, ZoneKind
from trama.territory.queries.drawing import HIDDEN, UNKNOWN, Fill
from trama.territory.queries.figures import Figure, Series, rate
from trama.territory.queries.zones import shares, zones
from trama.territory.rules.bands import bands
from trama.territory.rules.numbers import number_words

HEADLINES = ("residents", "minors", "foreign-residents", "single-parents-with-minors")


@dataclass(frozen=True)
class Row:
    """A zone with its figures in the order of the table's columns."""

    zone: Zone
    figures: Sequence[Figure]
    also: Sequence[Zone] = ()  # the other Municipi that a NIL lies in


@dataclass
class Group:
    """A Municipio with the NIL that lie in it for the most part; without it: those of no one."""

    head: Row | None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Colouring:
    """How a map shows one indicator. `is_rate`: each hundred residents (or households)."""

    fills: Mapping[str, Fill]
    legend: Mapping[str, str]
    is_rate: bool


def headlines(known: Sequence[Indicator]) -> list[Indicator]:
    """The columns of the first table: those that matter most, or the first there are."""
    chosen = [indicator for code in HEADLINES for indicator in known if indicator.code == code]
    return chosen or list(known[: len(HEADLINES)])


def groups(all_series: Mapping[str, Series], columns: Sequence[Indicator]) -> list[Group]:
    """Every Municipio with its NIL; a NIL in two is under the one with most of its residents."""

    def row(zone: Zone, also: Sequence[Zone] = ()) -> Row:
        return Row(zone, [all_series[column.code].of(zone) for column in columns], also)

    municipi = {zone.pk: zone for zone in zones(ZoneKind.MUNICIPIO)}
    found = {pk: Group(row(zone)) for pk, zone in municipi.items()}
    nowhere = Group(None)
    lying = shares()
    for nil in zones(ZoneKind.NIL):
        wholes = [whole for whole, _share in lying.get(nil.pk, ())]
        group = found[wholes[0]] if wholes else nowhere
        group.rows.append(row(nil, [municipi[pk] for pk in wholes[1:]]))
    return [*found.values(), *([nowhere] if nowhere.rows else [])]


def sources(all_series: Mapping[str, Series], columns: Sequence[Indicator]) -> list[Source]:
    """Whose the figures of a table are, each once."""
    found: dict[int, Source] = {}
    for column in columns:
        for figure in all_series[column.code].figures.values():
            if figure.source:
                found.setdefault(figure.source.pk, figure.source)
    return sorted(found.values(), key=lambda source: source.code)


def colouring(indicator: Indicator, all_series: Mapping[str, Series]) -> Colouring:
    """The NIL by one indicator: by what it is each hundred where it can be, else by its value."""
    nil = list(zones(ZoneKind.NIL))
    rates = {zone.code: rate_of(indicator, zone, all_series) for zone in nil}
    is_rate = any(value is not None for value in rates.values())
    series = all_series[indicator.code]
    shown = rates if is_rate else {zone.code: series.of(zone).value for zone in nil}
    scale = bands(round(value, 1) for value in shown.values() if value is not None)
    fills: dict[str, Fill] = {}
    for zone in nil:
        figure, value = series.of(zone), shown[zone.code]
        words = figure.words
        if value is None or scale is None:
            fills[zone.code] = Fill(HIDDEN if figure.is_few else UNKNOWN, words)
            continue
        if is_rate:
            words = _("%(value)s, %(rate)s ogni cento") % {
                "value": words,
                "rate": number_words(value, 1),
            }
        fills[zone.code] = Fill(scale.css(round(value, 1)), words)
    legend = scale.legend(1 if is_rate else 0) if scale else {}
    return Colouring(fills, legend, is_rate)


def rate_of(indicator: Indicator, zone: Zone, all_series: Mapping[str, Series]) -> Decimal | None:
    return rate(indicator, {code: series.of(zone) for code, series in all_series.items()})


def answering(zone: Zone) -> list[Area]:
    """The areas whose people answer for this zone today."""
    named = Area.objects.current().filter(zones__in=around(zone))
    return list(named.select_related("role__office").distinct().order_by("role__duty", "name"))


def around(zone: Zone) -> list[int]:
    """The zone itself, those it lies in, and the city."""
    wholes = list(zone.wholes.values_list("whole_id", flat=True))
    cities = Zone.objects.filter(kind=ZoneKind.CITY).values_list("pk", flat=True)
    return [zone.pk, *wholes, *cities]


def search(words: str) -> list[Zone]:
    """Zones whose name holds these words, whatever their accents and capitals, or by number."""
    text = " ".join(words.split())
    if not text:
        return []
    found = Zone.objects.filter(name_key__contains=NameKey(Value(text)))
    if text.isascii() and text.isdigit() and len(text) <= 6:
        found = found | Zone.objects.filter(number=int(text))
    return list(found.defer("boundary", "outline").order_by("kind", "number"))


@dataclass(frozen=True)
class Counts:
    """What the first sentence says."""

    city: Zone | None
    municipi: int
    nil: int
    residents: Figure | None
    minors: Figure | None


def counts(all_series: Mapping[str, Series]) -> Counts:
    """How many zones, and how many people live in the city, when somebody counted them."""
    kinds = list(Zone.objects.values_list("kind", flat=True))
    city = zones(ZoneKind.CITY).first()

    def of_city(code: str) -> Figure | None:
        series = all_series.get(code)
        return series.of(city) if city and series else None

    return Counts(
        city,
        kinds.count(ZoneKind.MUNICIPIO),
        kinds.count(ZoneKind.NIL),
        of_city("residents"),
        of_city("minors"),
    )


def known_addresses() -> int:
    return Address.objects.count()
