"""One indicator over all the zones, as a table: for the page and for spreadsheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from trama.territory.models import Indicator, Zone, ZoneKind
from trama.territory.queries.figures import Figure, Series
from trama.territory.queries.overview import rate_of
from trama.territory.queries.zones import scale_name, shares, zones
from trama.territory.rules.numbers import number_words


@dataclass(frozen=True)
class IndicatorRow:
    zone: Zone
    figure: Figure
    rate: Decimal | None
    municipi: list[Zone]

    @property
    def rate_words(self) -> str:
        return "" if self.rate is None else number_words(self.rate, 1)


def indicator_rows(
    indicator: Indicator, all_series: Mapping[str, Series], *, by_name: bool
) -> list[IndicatorRow]:
    """The NIL, those with most first; what is not known or not shown comes last."""
    municipi = {zone.pk: zone for zone in zones(ZoneKind.MUNICIPIO)}
    lying = shares()
    rows = [
        IndicatorRow(
            zone,
            all_series[indicator.code].of(zone),
            rate_of(indicator, zone, all_series),
            [municipi[pk] for pk, _share in lying.get(zone.pk, ())],
        )
        for zone in zones(ZoneKind.NIL)
    ]
    if by_name:
        return sorted(rows, key=lambda row: row.zone.name.casefold())
    has_rates = any(row.rate is not None for row in rows)

    def order(row: IndicatorRow) -> tuple[bool, Decimal, int]:
        value = row.rate if has_rates else row.figure.value
        return value is None, -(value or Decimal(0)), row.zone.number

    return sorted(rows, key=order)


def table_rows(series: Series) -> Iterator[list[str]]:
    """The header, then every zone of every scale; numbers with a point, as programs read them."""
    yield [
        _("scala"), _("codice"), _("nome"), _("indicatore"), _("anno"), _("valore"), _("unità"),
        _("stato"), _("fiducia"), _("fonte"), _("licenza"), _("nota"),
    ]  # fmt: skip
    for kind in (ZoneKind.CITY, ZoneKind.MUNICIPIO, ZoneKind.NIL):
        for zone in zones(kind):
            figure = series.of(zone)
            yield [
                scale_name(kind),
                zone.code,
                zone.name,
                series.indicator.code,
                str(series.year),
                "" if figure.value is None else f"{figure.value.normalize():f}",
                series.indicator.unit,
                _state(figure),
                figure.confidence_words,
                figure.source.title if figure.source else "",
                figure.source.licence if figure.source else "",
                figure.remark,
            ]


def _state(figure: Figure) -> str:
    if figure.value is None:
        return figure.words
    return _("somma") if figure.is_sum else _("dato")
