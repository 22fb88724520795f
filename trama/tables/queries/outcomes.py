"""The outcome of a vote as it is kept and as the page reads it: figures, and why in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from trama.core.quantities import plain
from trama.core.ui import Bar
from trama.tables.formats.election import Election
from trama.tables.models import Ballot, ParticipantKind, PriorityVote, VoteMethod, VoteOption
from trama.tables.queries.votes import VOTING, entitled_at
from trama.tables.rules.voting import Figures, Outcome, explain


def money(amount: Decimal) -> str:
    """«180.000 €», with cents only where there are some."""
    return f"{number_format(_few(amount), force_grouping=True)}\N{NO-BREAK SPACE}€"


def number(value: Decimal) -> str:
    return number_format(_few(value), force_grouping=True)


def _few(value: Decimal) -> Decimal:
    """Two decimals at most, none when they are zeros."""
    return plain(round(value, 2))


def told(vote: PriorityVote, election: Election, outcome: Outcome) -> dict[str, Any]:
    """What is kept of an outcome, with the explanation of each option in every language."""
    figures = Figures(money, number)
    said: dict[str, dict[str, str]] = {}
    for language in dict(settings.LANGUAGES):
        with override(language):
            said[language] = explain(election, outcome, figures)
    return {
        "voters": outcome.voters,
        "offices": outcome.administration_voters,
        "share": None if outcome.share is None else str(outcome.share),
        "spent": str(outcome.cost),
        "options": [
            {
                "id": result.option.id,
                "position": result.position,
                "supporters": result.bodies.supporters,
                "points": str(result.bodies.points),
                "offices": result.administration.supporters,
                "office_points": str(result.administration.points),
                "tied_with": list(result.tied_with),
                "why": {language: why[result.option.id] for language, why in said.items()},
            }
            for result in outcome.results
        ],
        "electorate": _electorate(vote),
    }


def _electorate(vote: PriorityVote) -> dict[str, Any]:
    """Who could vote at the close, who did and how: numbers only."""
    able = dict.fromkeys(VOTING, 0)
    for kind in entitled_at(vote.path, vote.closes_at).values_list("kind", flat=True):
        able[ParticipantKind(kind)] += 1
    channels: dict[str, int] = {}
    approvals = excluded = 0
    cast = vote.ballots.filter(is_late=False).select_related("participant")
    for ballot in cast.order_by("pk"):
        if not ballot.pseudonym:
            excluded += 1
        elif ballot.participant.kind == ParticipantKind.ADMITTED:
            channels[ballot.channel] = channels.get(ballot.channel, 0) + 1
            approvals += len(ballot.choices)
    return {
        "bodies": able[ParticipantKind.ADMITTED],
        "offices": able[ParticipantKind.OFFICE],
        "channels": channels,
        "excluded": excluded,
        "named": approvals,  # options that the bodies' ballots name, all together
    }


# ---------------------------------------------------------------- as the page reads it


@dataclass(frozen=True)
class Standing:
    """An option in the outcome."""

    option: VoteOption
    position: int | None
    why: str
    bars: Sequence[Bar]


def standings(vote: PriorityVote, options: Sequence[VoteOption]) -> list[Standing]:
    """Those chosen in their order, then the others from the most supported."""
    by_uid = {str(option.uid): option for option in options}
    kept = vote.result["options"]
    kept = sorted(
        kept, key=lambda one: (one["position"] or len(kept) + 1, -Fraction(one["points"]))
    )
    return [
        Standing(
            by_uid[one["id"]],
            one["position"],
            _why(one),
            _bars(vote, one),
        )
        for one in kept
    ]


def chosen_in(vote: PriorityVote) -> list[str]:
    """The titles of what it chose, in order; none before the count."""
    titles = {str(option.uid): option.title for option in vote.options.all()}
    kept = [one for one in vote.result.get("options", []) if one["position"]]
    return [titles[one["id"]] for one in sorted(kept, key=lambda one: one["position"])]


def _why(one: dict[str, Any]) -> str:
    """The explanation that was kept, in the reader's language."""
    said: dict[str, str] = one["why"]
    return said.get(get_language() or "") or said[settings.LANGUAGE_CODE]


def fate(option: VoteOption) -> tuple[bool, str]:
    """Whether its vote chose it, and why in a sentence; before the count, neither."""
    kept = option.vote.result.get("options", [])
    one = next((one for one in kept if one["id"] == str(option.uid)), None)
    return (False, "") if one is None else (one["position"] is not None, _why(one))


def _bars(vote: PriorityVote, one: dict[str, Any]) -> list[Bar]:
    """The bodies that support it, and apart the offices; ranked, the points of each."""
    result = vote.result
    rows = (
        (_("Enti"), result["voters"], one["supporters"], one["points"]),
        (_("Uffici, a parte"), result["offices"], one["offices"], one["office_points"]),
    )
    if vote.method == VoteMethod.BORDA:
        most = len(result["options"]) - 1
        return [
            _bar(label, Fraction(points), voters * most, _points(Fraction(points)))
            for label, voters, _supporters, points in rows
        ]
    return [
        _bar(label, Fraction(supporters), voters, _("%(n)s su %(all)s"))
        for label, voters, supporters, _score in rows
    ]


def _points(points: Fraction) -> str:
    return ngettext("%(n)s punto", "%(n)s punti", 1 if points == 1 else 2)


def _bar(label: str, value: Fraction, most: int, words: str) -> Bar:
    shown = number(Decimal(value.numerator) / Decimal(value.denominator))
    return Bar(label, words % {"n": shown, "all": most}, float(100 * value / most) if most else 0)


# ---------------------------------------------------------------- in words


def method_words(vote: PriorityVote, options: int) -> str:
    """How the method works: the same words before the vote and beside its outcome."""
    how = {
        VoteMethod.APPROVAL: _approval,
        VoteMethod.BORDA: _borda,
        VoteMethod.EQUAL_SHARES: _equal_shares,
    }[VoteMethod(vote.method)]
    return how(vote, options)


def _taken(vote: PriorityVote) -> str:
    if vote.budget is None:
        return ngettext(
            "È scelta la prima.", "Sono scelte le prime %(n)d.", vote.seats or 0
        ) % {"n": vote.seats}  # fmt: skip
    return _(
        "Si prendono dalla prima in giù finché il bilancio indicativo, %(budget)s, basta: quella "
        "che costa più di quanto resta si salta."
    ) % {"budget": money(vote.budget)}


def _approval(vote: PriorityVote, options: int) -> str:
    words = _("Si chiama «approvazione». Ogni ente sostiene quante opzioni vuole, e ogni sostegno "
              "vale un punto. Le opzioni si mettono in ordine di punti.")  # fmt: skip
    return f"{words} {_taken(vote)}"


def _borda(vote: PriorityVote, options: int) -> str:
    words = _(
        "Si chiama «conteggio di Borda». Ogni ente mette le opzioni in ordine: la prima prende "
        "%(first)d punti, la seconda uno di meno, e così via. Quelle che lascia fuori si dividono "
        "in parti uguali i punti che restano. Le opzioni si mettono in ordine di punti."
    ) % {"first": max(options - 1, 0)}
    return f"{words} {_taken(vote)}"


def _equal_shares(vote: PriorityVote, options: int) -> str:
    if vote.budget is None:
        return ngettext(
            "Si chiama «quote uguali». C’è un posto, che si divide in parti uguali tra gli enti "
            "che votano. Un’opzione è scelta se gli enti che la sostengono possono pagarla "
            "insieme con la loro parte.",
            "Si chiama «quote uguali». I %(n)d posti si dividono in parti uguali tra gli enti che "
            "votano. Un’opzione è scelta se gli enti che la sostengono possono pagare un posto "
            "insieme con la loro parte. Così anche chi è in minoranza ottiene qualcosa. Qualche "
            "posto può restare: che farne lo decide l’Amministrazione.",
            vote.seats or 0,
        ) % {"n": vote.seats}
    words = _(
        "Si chiama «quote uguali». Il bilancio indicativo, %(budget)s, si divide in parti uguali "
        "tra gli enti che votano. Un’opzione è scelta se gli enti che la sostengono possono "
        "pagarla insieme con la loro parte. Così anche chi è in minoranza ottiene qualcosa. Una "
        "parte può restare: che farne lo decide l’Amministrazione."
    ) % {"budget": money(vote.budget)}
    share = _share(vote)
    if share is None:
        return words
    return words + " " + _("Ogni ente ha avuto %(share)s.") % {"share": money(share)}


def _share(vote: PriorityVote) -> Decimal | None:
    """Each body's part, in euro, cut to the cent; None while nothing has been counted."""
    share = vote.result.get("share")
    return None if share is None else Decimal(int(Fraction(share) * 100)) / 100


def sentence(vote: PriorityVote) -> str:
    """Who voted, and what the outcome is worth."""
    able = vote.result["electorate"]["bodies"]
    said = ngettext(
        "Ha votato un ente su %(all)d.",
        "Hanno votato %(n)d enti su %(all)d, un voto ciascuno.",
        vote.result["voters"],
    ) % {"n": vote.result["voters"], "all": able}
    if vote.result["offices"]:
        said += " " + _("Gli uffici del Comune hanno votato a parte, e il loro voto non conta.")
    return said + " " + _(
        "Questo è il parere del tavolo: che cosa farne lo decide l’Amministrazione, con un atto "
        "motivato."
    )  # fmt: skip


def spent_words(vote: PriorityVote) -> str:
    """How much of the budget, or how many of the places, what was chosen takes."""
    exact = Fraction(vote.result["spent"])
    spent = Decimal(exact.numerator) / Decimal(exact.denominator)
    if vote.budget is None:
        return _("Posti presi: %(n)s su %(all)s.") % {"n": number(spent), "all": vote.seats}
    left = vote.budget - spent
    said = _("%(spent)s su %(budget)s.") % {"spent": money(spent), "budget": money(vote.budget)}
    return said + " " + _("Restano %(left)s.") % {"left": money(left)} if left else said


def electorate_words(vote: PriorityVote) -> list[tuple[str, str]]:
    """Who could vote, who did and how, in average how much, what was not counted."""
    told, result = vote.result["electorate"], vote.result
    able, voters = told["bodies"], result["voters"]
    channels = dict(Ballot._meta.get_field("channel").flatchoices)
    ways = ", ".join(f"{n} {channels[name]}" for name, n in sorted(told["channels"].items()))
    rows = [
        (_("Enti con diritto"), _("%(n)d, chi partecipava alla chiusura") % {"n": able}),
        (
            _("Hanno votato"),
            _("%(n)d, il %(share)d %%: %(ways)s")
            % {"n": voters, "share": _percent(voters, able), "ways": ways}
            if voters
            else "0",
        ),
    ]
    if voters:
        average = number(round(Decimal(told["named"]) / voters, 1))
        rows.append((_("In media"), _("%(n)s opzioni a scheda") % {"n": average}))
    offices = {"n": result["offices"], "all": told["offices"]}
    rows.append((_("Uffici, a parte"), _("%(n)d su %(all)d") % offices))
    if late := vote.ballots.filter(is_late=True).count():
        rows.append((_("Fuori tempo"), _kept_aside(late)))
    if told["excluded"]:
        rows.append((_("Di chi non partecipava più alla chiusura"), _kept_aside(told["excluded"])))
    return rows


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _kept_aside(count: int) -> str:
    return ngettext(
        "%(n)d, conservata e non contata", "%(n)d, conservate e non contate", count
    ) % {"n": count}  # fmt: skip
