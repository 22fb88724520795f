"""The sentence that each page of the territory begins with."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.territory.models import Indicator, ZoneKind, ZoneShare
from trama.territory.queries.figures import ZoneFigure
from trama.territory.queries.overview import Counts
from trama.territory.queries.table import IndicatorRow
from trama.territory.queries.zones import scale_name


def of_city(counts: Counts) -> str:
    """How many zones the city has, and how many people."""
    scales = [
        f"{number} {scale_name(kind, many=number != 1)}"
        for kind, number in ((ZoneKind.MUNICIPIO, counts.municipi), (ZoneKind.NIL, counts.nil))
        if number
    ]
    said = "{}: {}.".format(settings.CITY_NAME, ", ".join(scales))
    people, minors = counts.residents, counts.minors
    if people is None or people.value is None:
        return said
    facts = {"people": people.words, "year": people.year}
    said += " " + _("Nel %(year)d vi abitano %(people)s persone") % facts
    if minors and minors.value is not None and minors.year == people.year:
        said += _(", di cui %(minors)s minori") % {"minors": minors.words}
    return f"{said}."


def of_zone(figures: Sequence[ZoneFigure], wholes: Sequence[ZoneShare]) -> str:
    """Who lives there, and in which larger zones it lies."""
    by_code = {row.indicator.code: row.figure for row in figures}
    said = []
    people, minors = by_code.get("residents"), by_code.get("minors")
    if people and people.value is not None:
        facts = {"people": people.words, "year": people.year}
        words = _("Nel %(year)d vi abitano %(people)s persone") % facts
        if minors and minors.year == people.year:
            words += _(", minori: %(minors)s") % {"minors": minors.words}
        said.append(f"{words}.")
    else:
        said.append(_("Non si sa quante persone vi abitano."))
    if wholes:
        names = ", ".join(share.whole.name for share in wholes)
        said.append(_("Sta in: %(names)s.") % {"names": names})
    return " ".join(said)


def of_indicator(indicator: Indicator, rows: Sequence[IndicatorRow]) -> str:
    """Where there is most and least, and of how many zones nobody can say."""
    by_rate = any(row.rate is not None for row in rows)
    known = [
        (row.rate if by_rate else row.figure.value, row)
        for row in rows
        if (row.rate if by_rate else row.figure.value) is not None
    ]
    said = []
    if known:
        ordered = sorted(known, key=lambda pair: (pair[0] or 0, pair[1].zone.number))
        (_low, least), (_high, most) = ordered[0], ordered[-1]
        names = {
            "most": _named(most, by_rate=by_rate),
            "least": _named(least, by_rate=by_rate),
        }
        said.append(_("Il valore più alto è a %(most)s, il più basso a %(least)s.") % names)
    few = sum(row.figure.is_few for row in rows)
    unknown = sum(row.figure.value is None and not row.figure.is_few for row in rows)
    if unknown:
        said.append(
            ngettext("Di %(n)d zona non si sa.", "Di %(n)d zone non si sa.", unknown)
            % {"n": unknown}
        )
    if few:
        said.append(
            ngettext(
                "%(n)d zona ha meno di 5 casi e non si mostra.",
                "%(n)d zone hanno meno di 5 casi e non si mostrano.",
                few,
            )
            % {"n": few}
        )
    return " ".join(said) or str(indicator)


def _named(row: IndicatorRow, *, by_rate: bool) -> str:
    if not by_rate:
        return f"{row.zone.name} ({row.figure.words})"
    return _("%(name)s (%(rate)s ogni cento)") % {"name": row.zone.name, "rate": row.rate_words}
