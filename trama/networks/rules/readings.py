"""What the figures of a network mean, in words; and what they are made of.

The figures come from a job (`tasks.graphs`), by the definitions of the field (social network
analysis; the PARTNER tool for trust, reciprocity and multiplexity). What cannot be said is null.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

RULE_VERSION = "2026-1"
TRUST_LEAST = 5
"""Answers below which no mean of trust is told: one could guess whose they are."""
NAMED = 3
"""Members that a sentence names; the table has them all."""


@dataclass(frozen=True)
class Actor:
    """A member as a point of the graph. `world`: its kind; `municipio`: where, if known."""

    key: str
    world: str = ""
    municipio: str = ""


@dataclass(frozen=True)
class Link:
    """A tie between two actors as declared in a round: by one or by both of them."""

    first: str
    second: str
    confirmed: bool
    kinds: int = 1  # how many kinds of exchange it has
    both_answered: bool = True


@dataclass(frozen=True)
class Reading:
    """The figures of one network or of the city, as they are stored."""

    asked: int
    answered: int
    confirmed: Mapping[str, Any]
    declared: Mapping[str, Any]
    nodes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    edges: Sequence[tuple[str, str]] = field(default_factory=tuple)


def listed(names: Sequence[str]) -> str:
    """«A», «A e B», «A, B e C»."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s e %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def sentences(
    figures: Mapping[str, Any], asked: int, answered: int, names: Mapping[str, str]
) -> list[str]:
    """The reading in words, the answer first: who holds the network together."""
    said = [_holders(figures, names)]
    if figures["ties"]:
        said += [_parts(figures), _ties(figures)]
    said.append(_answers(asked, answered))
    return [sentence for sentence in said if sentence]


def _holders(figures: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if not figures["ties"]:
        return _("Chi lavora con chi non si sa ancora: nessun rapporto è confermato da entrambi.")
    cut = [names[key] for key in figures["cut"] if key in names]
    if cut:
        return _held_by(cut)
    if figures["components"] == 1 and figures["members"] > 2:
        return _("Nessuno da solo tiene insieme la rete: se uno si ferma, gli altri restano uniti.")
    return _("Nessun ente, da solo, tiene unite le sue parti.")


def _held_by(cut: Sequence[str]) -> str:
    shown = listed(cut) if len(cut) <= NAMED else ", ".join(cut[:NAMED])
    if len(cut) == 1:
        return _("Un ente tiene insieme la rete: %(names)s. Senza, qualcuno resta staccato.") % {
            "names": shown
        }
    words = {2: _("Due enti"), 3: _("Tre enti"), 4: _("Quattro enti"), 5: _("Cinque enti")}
    many = words.get(len(cut)) or _("%(n)d enti") % {"n": len(cut)}
    if len(cut) > NAMED:
        return _(
            "%(many)s tengono insieme la rete: prima di tutti %(names)s. Se anche uno solo si "
            "ferma, qualcuno resta staccato."
        ) % {"many": many, "names": shown}
    return _(
        "%(many)s tengono insieme la rete: %(names)s. Se anche uno solo si ferma, qualcuno resta "
        "staccato."
    ) % {"many": many, "names": shown}


def _parts(figures: Mapping[str, Any]) -> str:
    parts = figures["components"] - figures["isolated"]
    said = []
    if parts > 1:
        said.append(_("I rapporti sono in %(n)d parti che non si toccano.") % {"n": parts})
    if figures["isolated"]:
        said.append(
            ngettext(
                "Un membro non ha rapporti confermati.",
                "%(n)d membri non hanno rapporti confermati.",
                figures["isolated"],
            )
            % {"n": figures["isolated"]}
        )
    return " ".join(said)


def _ties(figures: Mapping[str, Any]) -> str:
    members = figures["members"]
    said = _("Sono confermati %(ties)d rapporti sui %(all)d possibili fra %(members)d membri") % {
        "ties": figures["ties"],
        "all": members * (members - 1) // 2,
        "members": members,
    }
    across = figures["across_municipi"]
    if not across:
        return f"{said}."
    return ngettext(
        "%(said)s; uno unisce Municipi diversi.",
        "%(said)s; %(n)d uniscono Municipi diversi.",
        across,
    ) % {"said": said, "n": across}


def _answers(asked: int, answered: int) -> str:
    if not asked:
        return ""
    if answered == asked:
        return _("Hanno risposto tutti e %(n)d.") % {"n": asked} if asked > 1 else ""
    return _(
        "Hanno risposto %(answered)d membri su %(asked)d: di chi tace si vede solo ciò che gli "
        "altri dicono, e nessun rapporto è confermato."
    ) % {"answered": answered, "asked": asked}


# ---------------------------------------------------------------- the table of figures


@dataclass(frozen=True)
class Row:
    """A figure over confirmed ties and over declared ones, and how it is computed."""

    label: str
    confirmed: str
    declared: str
    formula: str


def _percent(value: float | None) -> str:
    return _("non si può dire") if value is None else f"{100 * value:.0f}%"


def _number(value: float | None, digits: int = 2) -> str:
    if value is None:
        return _("non si può dire")
    return number_format(round(value, digits), digits)


def figure_rows(confirmed: Mapping[str, Any], declared: Mapping[str, Any]) -> list[Row]:
    """Every figure with its formula: confirmed ties apart from those only one side declares."""
    of_shape = [
        Row(label, form(confirmed.get(key)), form(declared.get(key)), formula)
        for key, label, form, formula in _shape()
    ]
    return [
        *of_shape,
        Row(
            _("Reciprocità"), _percent(declared.get("reciprocity")), "",
            _("Fra i membri che hanno risposto entrambi: rapporti detti da tutti e due, sui "
              "rapporti detti da almeno uno."),
        ),
        Row(
            _("Fiducia media, da 0 a 4"), "", _number(declared.get("trust"), 1),
            _("Media di tutte le risposte date, mai di un ente; sotto le %(n)d risposte non si "
              "dice.") % {"n": TRUST_LEAST},
        ),
    ]  # fmt: skip


def _shape() -> list[tuple[str, str, Callable[[Any], str], str]]:
    """Key of the figure, its name, how it is written, how it is computed."""
    return [
        ("ties", _("Rapporti"), str, _("Coppie di membri; ogni coppia conta una volta.")),
        ("density", _("Densità"), _percent,
         _("Rapporti su rapporti possibili: 2m / (n(n−1)). Con meno di due membri non si dice.")),
        ("components", _("Parti separate"), str,
         _("Gruppi di membri che si raggiungono a vicenda; chi è solo fa una parte.")),
        ("centralization", _("Accentramento"), _percent,
         _("Freeman: quanto la rete somiglia a una stella (100%) o è uguale per tutti (0%). "
           "Si dice da tre membri in su.")),
        ("ei_municipi", _("Indice E-I fra Municipi"), _number,
         _("(fra Municipi diversi − nello stesso) / tutti; da −1 (chiusa) a +1 (aperta). Conta "
           "solo i membri di cui si sa dove lavorano.")),
        ("ei_worlds", _("Indice E-I fra mondi"), _number,
         _("Lo stesso fra scuole, parrocchie, enti del Terzo settore, servizi, gruppi.")),
        ("multiplexity", _("Tipi di scambio per rapporto"), _number,
         _("Quanti tipi di scambio ha in media un rapporto, da 1 a 5.")),
    ]  # fmt: skip
