"""Figures of the zones as pages show them: with year, source, confidence, and nothing hidden in
a sum.

A count of people under five is not shown («meno di 5»), and no sum includes it, so that nobody can
find it by subtraction. What is not known is not known: it is in no sum either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.territory.models import Confidence, Indicator, IndicatorValue, Source, Zone, ZoneKind
from trama.territory.queries.zones import shares
from trama.territory.rules.numbers import number_words

FEW = 5  # people: fewer could be recognized
# What a count is compared with, by its unit: so many each hundred of these.
BASES = {"persone": "residents", "famiglie": "households"}


@dataclass(frozen=True)
class Figure:
    """What one indicator says of one zone in one year.

    `value` is None when nobody knows it, or when it is too small to be shown (`is_few`). A sum
    (`parts` not zero) is of `known` zones out of `parts`; `few` of the others are too small.
    """

    value: Decimal | None
    year: int
    source: Source | None = None
    confidence: str = ""
    note: str = ""
    is_few: bool = False
    known: int = 0
    parts: int = 0
    few: int = 0

    @property
    def words(self) -> str:
        if self.is_few:
            return _("meno di 5")
        return _("non noto") if self.value is None else number_words(self.value)

    @property
    def is_said(self) -> bool:
        """Somebody counted it, or it can be summed."""
        return self.value is not None or self.is_few or self.is_sum

    @property
    def is_sum(self) -> bool:
        return bool(self.parts)

    @property
    def remark(self) -> str:
        """What must be known of a figure to read it right."""
        if not self.is_sum:
            return self.note
        said = [
            _("somma di %(known)d zone su %(parts)d") % {"known": self.known, "parts": self.parts}
        ]
        if self.few:
            said.append(
                ngettext(
                    "%(n)d ha meno di 5 e non è contata",
                    "%(n)d hanno meno di 5 e non sono contate",
                    self.few,
                )
                % {"n": self.few}
            )
        return "; ".join(said)

    @property
    def confidence_words(self) -> str:
        return str(Confidence(self.confidence).label) if self.confidence else ""


@dataclass(frozen=True)
class ZoneFigure:
    """A row of a zone's page. `rate`: so many each hundred residents, or households."""

    indicator: Indicator
    figure: Figure
    rate: Decimal | None = None

    @property
    def rate_words(self) -> str:
        return "" if self.rate is None else number_words(self.rate, 1)


@dataclass(frozen=True)
class Series:
    """One indicator in one year over the zones: by primary key of the NIL, and of the others."""

    indicator: Indicator
    year: int
    figures: Mapping[int, Figure]

    def of(self, zone: Zone) -> Figure:
        return self.figures.get(zone.pk) or Figure(None, self.year)


def indicators() -> list[Indicator]:
    """Those that have a figure, in the order of the code list."""
    return list(
        Indicator.objects.filter(values__isnull=False).distinct().order_by("position", "code")
    )


def series(wanted: Iterable[Indicator]) -> dict[str, Series]:
    """Each indicator's latest year over all the zones, by code; sums where no source counted them.

    Three queries, however many indicators and zones.
    """
    by_pk = {indicator.pk: indicator for indicator in wanted}
    rows = (
        IndicatorValue.objects.filter(indicator__in=by_pk)
        .select_related("source")
        .order_by("indicator_id", "-year", "zone_id")
    )
    latest: dict[int, int] = {}
    found: dict[int, dict[int, Figure]] = defaultdict(dict)
    for row in rows:
        if latest.setdefault(row.indicator_id, row.year) == row.year:
            found[row.indicator_id][row.zone_id] = _figure(by_pk[row.indicator_id], row)
    scales = _scales()
    return {
        by_pk[pk].code: Series(
            by_pk[pk],
            latest[pk],
            _published(figures, _sums(by_pk[pk], latest[pk], figures, scales)),
        )
        for pk, figures in found.items()
    }


def _published(figures: Mapping[int, Figure], sums: Mapping[int, Figure]) -> dict[int, Figure]:
    """A source's own total before our sum; not where a zone inside is too small to be shown: the
    total less the others would tell it."""
    told = {pk for pk, total in sums.items() if total.few}
    return {**sums, **{pk: figure for pk, figure in figures.items() if pk not in told}}


def figures_of(zone: Zone, all_series: Mapping[str, Series]) -> list[ZoneFigure]:
    """All that is known of one zone, of the indicators of `all_series`. Where the latest year says
    nothing of the zone, an earlier one does, and tells its year. Of a large zone what cannot be
    summed has no row."""
    by_pk = {one.indicator.pk: one.indicator for one in all_series.values()}
    own: dict[str, Figure] = {}
    rows = IndicatorValue.objects.filter(zone=zone, indicator__in=by_pk).select_related("source")
    for row in rows.order_by("-year"):
        indicator = by_pk[row.indicator_id]
        own.setdefault(indicator.code, _figure(indicator, row))
    shown = {code: _own(own.get(code), one.of(zone)) for code, one in all_series.items()}
    ordered = sorted(by_pk.values(), key=lambda indicator: (indicator.position, indicator.code))
    return [
        ZoneFigure(indicator, shown[indicator.code], rate(indicator, shown))
        for indicator in ordered
        if zone.kind == ZoneKind.NIL or shown[indicator.code].is_said
    ]


def _own(told: Figure | None, published: Figure) -> Figure:
    """What a source says of the zone itself, unless it would tell a small figure inside it."""
    return published if told is None or published.few else told


def rate(indicator: Indicator, figures: Mapping[str, Figure]) -> Decimal | None:
    """So many each hundred of what it is compared with, in the same zone and year."""
    base = BASES.get(indicator.unit_it)
    if not indicator.counts_people or base in {None, indicator.code} or base not in figures:
        return None
    mine, all_of_them = figures.get(indicator.code), figures[base]
    if mine is None or mine.value is None or not all_of_them.value:
        return None
    if mine.year != all_of_them.year or mine.parts != all_of_them.parts:
        return None
    if (mine.known, mine.few) != (all_of_them.known, all_of_them.few):
        return None
    return 100 * mine.value / all_of_them.value


def _figure(indicator: Indicator, row: IndicatorValue) -> Figure:
    if indicator.counts_people and row.value < FEW:
        return Figure(None, row.year, row.source, row.confidence, row.note, is_few=True)
    return Figure(row.value, row.year, row.source, row.confidence, row.note)


Members = list[tuple[int, Decimal]]


@dataclass(frozen=True)
class _Scales:
    """Each larger zone with its NIL and the share of their residents that it holds."""

    city: dict[int, Members]
    municipi: dict[int, Members]


def _scales() -> _Scales:
    rows = list(Zone.objects.exclude(kind=ZoneKind.MUNICIPIO).values_list("pk", "kind"))
    nil: Members = [(pk, Decimal(1)) for pk, kind in rows if kind == ZoneKind.NIL]
    municipi: dict[int, Members] = defaultdict(list)
    for part, wholes in shares().items():
        for whole, share in wholes:
            municipi[whole].append((part, Decimal(str(share))))
    return _Scales({pk: nil for pk, kind in rows if kind == ZoneKind.CITY}, dict(municipi))


def _sums(
    indicator: Indicator, year: int, figures: Mapping[int, Figure], scales: _Scales
) -> dict[int, Figure]:
    """People of a NIL in two Municipi are counted by its shares; what stands in one place (a
    school) or is no count (an area) is summed for the city alone."""
    wholes = {**scales.city, **(scales.municipi if indicator.counts_people else {})}
    return {whole: _sum(year, figures, members) for whole, members in wholes.items() if members}


def _sum(year: int, figures: Mapping[int, Figure], members: Members) -> Figure:
    there = [(figures[pk], share) for pk, share in members if pk in figures]
    few = sum(figure.is_few for figure, _share in there)
    known = [(figure, figure.value, share) for figure, share in there if figure.value is not None]
    if not known:
        return Figure(None, year, parts=len(members), few=few)
    total = sum((value * share for _figure, value, share in known), Decimal(0))
    is_estimate = any(share != 1 for _figure, _value, share in known)
    first = known[0][0]
    return Figure(
        total.quantize(Decimal(1)) if is_estimate else total,
        year,
        first.source,
        Confidence.MEDIUM if is_estimate else first.confidence,
        known=len(known),
        parts=len(members),
        few=few,
    )
