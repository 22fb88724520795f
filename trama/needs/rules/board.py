"""The board in words: what each figure is called, and the sentence that answers first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trama.core.ui import Text

# How much of a need is covered, from the least, and the colour of the map for it.
BANDS: Sequence[tuple[Decimal | None, str, Text]] = (
    (Decimal("0.25"), "g5", gettext_lazy("meno del 25 %")),
    (Decimal("0.50"), "g4", gettext_lazy("dal 25 al 49 %")),
    (Decimal("0.75"), "g3", gettext_lazy("dal 50 al 74 %")),
    (Decimal(1), "g2", gettext_lazy("dal 75 al 99 %")),
    (None, "g1", gettext_lazy("100 % o più")),
)
UNKNOWN, PROTECTED = "unknown", "hidden"
LEGEND: dict[str, Text] = {
    **{css: words for _limit, css, words in BANDS},
    UNKNOWN: gettext_lazy("non noto"),
    PROTECTED: gettext_lazy("protetto: pochi casi"),
}
NAMED = 2  # zones named in the sentence, of each kind


def whole(value: Decimal | float | None) -> str:
    """A figure as a whole number, thousands apart; «non noto» when nobody has said."""
    if value is None:
        return _("non noto")
    return number_format(round(value), decimal_pos=0, use_l10n=True, force_grouping=True)


def percent(ratio: Decimal | None) -> str:
    return "–" if ratio is None else whole(ratio * 100)


def hidden_words(hidden: str) -> str:
    """Why a figure is not shown."""
    return _("meno di 5") if hidden == "few" else _("protetto")


def band(ratio: Decimal | None, hidden: str) -> str:
    """The colour of a covered share."""
    if hidden:
        return PROTECTED
    if ratio is None:
        return UNKNOWN
    return next(css for limit, css, _words in BANDS if limit is None or ratio < limit)


@dataclass(frozen=True)
class Said:
    """What the sentence needs of a line."""

    name: str
    demand: Decimal | None
    supply: Decimal | None
    hidden: str

    @property
    def gap(self) -> int | None:
        """As the table shows it: the difference of two whole numbers."""
        if self.demand is None or self.supply is None:
            return None
        return round(self.demand) - round(self.supply)


def sentence(lines: Sequence[Said], unit: str) -> str:
    """Where most is missing, where there is nothing, of how many zones nothing can be said."""
    known = [line for line in lines if line.gap is not None]
    parts = [_missing(known, unit), _nothing(known), _unsaid(lines)]
    return " ".join(part for part in parts if part)


def _missing(known: Sequence[Said], unit: str) -> str:
    short = sorted((line for line in known if (line.gap or 0) > 0), key=lambda one: -(one.gap or 0))
    if not short:
        return _("Dove si sa, non manca niente.") if known else ""
    named = ", ".join(f"{line.name} {whole(line.gap)}" for line in short[:NAMED])
    more = len(short) - NAMED
    if more <= 0:
        return _("Mancano %(unit)s: %(named)s.") % {"unit": unit, "named": named}
    return ngettext(
        "Mancano %(unit)s: %(named)s, e meno in un altro quartiere.",
        "Mancano %(unit)s: %(named)s, e meno in altri %(more)d quartieri.",
        more,
    ) % {"unit": unit, "named": named, "more": more}


def _nothing(known: Sequence[Said]) -> str:
    none = [line.name for line in known if line.supply == 0 and (line.gap or 0) > 0]
    if not none:
        return ""
    if len(none) <= NAMED:
        return _("Non ce n’è nessuno a %(zones)s.") % {"zones": " e ".join(none)}
    return _("Non ce n’è nessuno in %(n)d quartieri.") % {"n": len(none)}


def _unsaid(lines: Sequence[Said]) -> str:
    unknown = sum(line.gap is None and not line.hidden for line in lines)
    small = sum(bool(line.hidden) for line in lines)
    parts = []
    if unknown:
        parts.append(
            ngettext(
                "Di un quartiere non sappiamo abbastanza.",
                "Di %(n)d quartieri non sappiamo abbastanza.",
                unknown,
            )
            % {"n": unknown}
        )
    if small:
        parts.append(
            ngettext(
                "Uno ha troppo pochi casi per mostrarlo.",
                "%(n)d hanno troppo pochi casi per mostrarli.",
                small,
            )
            % {"n": small}
        )
    return " ".join(parts)
