"""Why each option was chosen or not, in one sentence or two with the figures of the outcome."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.tables.formats.election import Election, Option
from trama.tables.rules.voting.outcome import Outcome, Result

NAMED = 2  # of the options that took the supporters' shares, how many are named


@dataclass(frozen=True)
class Figures:
    """How the reader's language writes a sum of money and a number (points, percentages)."""

    money: Callable[[Decimal], str]
    number: Callable[[Decimal], str]


def explain(election: Election, outcome: Outcome, figures: Figures) -> dict[str, str]:
    """For every option, by identifier. Nothing is computed again: it is the outcome, told."""
    teller = _Teller(election, outcome, figures)
    return {result.option.id: teller.tell(result) for result in outcome.results}


class _Teller:
    def __init__(self, election: Election, outcome: Outcome, figures: Figures) -> None:
        self.election, self.outcome, self.figures = election, outcome, figures
        sums = [election.budget, *(option.cost for option in election.options)]
        whole = all(one.denominator == 1 for one in sums)
        self.unit = Fraction(1) if whole else Fraction(1, 100)
        self.supporters: dict[str, frozenset[str]] = {}
        preferred = max((one.administration.points for one in outcome.results), default=0)
        self.preferred = [
            one.option.id for one in outcome.results if one.administration.points == preferred > 0
        ]

    def tell(self, result: Result) -> str:
        if not result.bodies.supporters:
            sentences = [_("Non scelta perché nessun ente la sostiene.")]
        elif self.outcome.method.kind == "equal_shares":
            sentences = self._by_shares(result)
        else:
            sentences = [self._by_points(result)]
        sentences += [self._draw(result), self._administration(result)]
        return " ".join(sentence for sentence in sentences if sentence)

    # ------------------------------------------------------------ equal shares

    def _by_shares(self, result: Result) -> list[str]:
        if result.most is not None:
            return [self._paid(result, result.most)]
        return [self._missing(result, result.left or Fraction(0)), self._elsewhere(result)]

    def _paid(self, result: Result, most: Fraction) -> str:
        number = result.bodies.supporters
        if self.election.unit_costs:
            share = self.outcome.share or most
            return ngettext(
                "Scelta perché %(n)d ente la sostiene e basta per un posto, con il %(most)s %% "
                "della sua quota.",
                "Scelta perché %(n)d enti la sostengono e insieme bastano per un posto, con al "
                "più il %(most)s %% della quota di ciascuno.",
                number,
            ) % {"n": number, "most": self._percent(most / share, up=True)}
        return ngettext(
            "Scelta perché %(n)d ente la sostiene e paga i %(cost)s che costa.",
            "Scelta perché %(n)d enti la sostengono e insieme pagano i %(cost)s che costa, con "
            "al più %(most)s ciascuno.",
            number,
        ) % {
            "n": number,
            "cost": self._money(result.option.cost),
            "most": self._money(most, up=True),
        }

    def _missing(self, result: Result, left: Fraction) -> str:
        number = result.bodies.supporters
        if self.election.unit_costs:
            return ngettext(
                "Non scelta perché all’ente che la sostiene restava il %(left)s %% di quanto "
                "serve per un posto.",
                "Non scelta perché ai %(n)d enti che la sostengono restava in tutto il %(left)s "
                "%% di quanto serve per un posto.",
                number,
            ) % {"n": number, "left": self._percent(left)}
        left -= left % self.unit
        return ngettext(
            "Non scelta perché costa %(cost)s e all’ente che la sostiene restavano %(left)s: ne "
            "mancano %(missing)s.",
            "Non scelta perché costa %(cost)s e ai %(n)d enti che la sostengono restavano "
            "%(left)s: ne mancano %(missing)s.",
            number,
        ) % {
            "n": number,
            "cost": self._money(result.option.cost),
            "left": self._money(left),
            "missing": self._money(result.option.cost - left),
        }

    def _elsewhere(self, result: Result) -> str:
        """How many supporters had already paid for something else, and for what above all."""
        if not result.poorer:
            return ""
        mine = self._ballots(result.option.id)
        paid = [(len(other.payers & mine), other) for other in self.outcome.results]
        paid.sort(key=lambda one: (-one[0], one[1].position or 0))
        names = [_quoted(other.option) for n, other in paid[:NAMED] if n]
        return ngettext(
            "Di questi, %(n)d aveva già usato parte della sua quota, soprattutto per %(what)s.",
            "Di questi, %(n)d avevano già usato parte della loro quota, soprattutto per %(what)s.",
            result.poorer,
        ) % {"n": result.poorer, "what": _(" e ").join(names)}

    def _ballots(self, option: str) -> frozenset[str]:
        if not self.supporters:
            found: dict[str, set[str]] = {}
            for ballot in self.election.bodies:
                for one in ballot.choices:
                    found.setdefault(one, set()).add(ballot.id)
            self.supporters = {one: frozenset(ids) for one, ids in found.items()}
        return self.supporters[option]

    # ------------------------------------------------------------ approval and Borda

    def _by_points(self, result: Result) -> str:
        support = self._support(result)
        if result.chosen:
            if self.election.unit_costs:
                return _("Scelta perché ha %(support)s ed è al posto %(position)d.") % {
                    "support": support,
                    "position": result.position,
                }
            return _("Scelta perché ha %(support)s e i %(cost)s che costa ci sono.") % {
                "support": support,
                "cost": self._money(result.option.cost),
            }
        left = result.left or Fraction(0)
        if left == 0 or self.election.unit_costs:
            return _("Non scelta: ha %(support)s e le più votate prendono tutto.") % {
                "support": support
            }
        return _(
            "Non scelta: ha %(support)s e costa %(cost)s, ma scelte le più votate "
            "restavano %(left)s."
        ) % {
            "support": support,
            "cost": self._money(result.option.cost),
            "left": self._money(left - left % self.unit),
        }

    def _support(self, result: Result) -> str:
        if self.outcome.method.kind == "approval":
            return ngettext(
                "il sostegno di %(n)d ente su %(all)d",
                "il sostegno di %(n)d enti su %(all)d",
                result.bodies.supporters,
            ) % {"n": result.bodies.supporters, "all": self.outcome.voters}
        points = result.bodies.points
        return ngettext("%(n)s punto", "%(n)s punti", 1 if points == 1 else 2) % {
            "n": self.figures.number(_decimal(points))
        }

    # ------------------------------------------------------------ for every method

    def _draw(self, result: Result) -> str:
        if not result.tied_with:
            return ""
        others = (self.election.by_id[one] for one in result.tied_with[:NAMED])
        names = _(" e ").join(_quoted(other) for other in others)
        return _("Era alla pari con %(names)s: ha deciso il sorteggio.") % {"names": names}

    def _administration(self, result: Result) -> str:
        if result.chosen or result.option.id not in self.preferred:
            return ""
        if len(self.preferred) == 1:
            return _("È la preferita degli uffici, ma il loro voto non conta.")
        return _("È tra le preferite degli uffici, ma il loro voto non conta.")

    def _money(self, amount: Fraction, *, up: bool = False) -> str:
        """In whole euro, or in cents where the costs have some; up: never less than it is."""
        if up:
            amount += -amount % self.unit
        return self.figures.money(_decimal(amount))

    def _percent(self, part: Fraction, *, up: bool = False) -> str:
        percent = part * 100
        return self.figures.number(_decimal(percent + (-percent % 1 if up else -(percent % 1))))


def _quoted(option: Option) -> str:
    return _("«%(title)s»") % {"title": option.title or option.id}


def _decimal(exact: Fraction) -> Decimal:
    """A figure that has few decimals by now: halves, cents, units."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)
