"""Approval and Borda: options in order of points, taken while the budget lasts.

An option too dear for what is left is passed over and the next is tried (with unit costs: the
first ones, as many as the places). An option that no body supports is never chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from trama.tables.formats.election import Ballot, Election, Method, Option
from trama.tables.rules.voting.draw import ranks
from trama.tables.rules.voting.outcome import Outcome, Result, Tally


def approval_tallies(ballots: Sequence[Ballot], options: Sequence[Option]) -> dict[str, Tally]:
    """One point for each ballot that names the option, wherever it names it."""
    counted = _supporters(ballots, options)
    return {one: Tally(times, Fraction(times)) for one, times in counted.items()}


def borda_tallies(ballots: Sequence[Ballot], options: Sequence[Option]) -> dict[str, Tally]:
    """Of m options the first of a ballot gets m − 1 points, the second m − 2, and so on.

    Those a ballot does not rank share equally the points that remain: each gets as many as it
    would on the average of all ways to complete the ballot. So every ballot gives out the same
    points, and a short one neither gains nor loses weight. (Dummett, Voting Procedures, 1984,
    on ties; «average» in Baumeister, Faliszewski, Lang and Rothe, Campaigns for lazy voters:
    truncated ballots, AAMAS 2012.)
    """
    size = len(options)
    halves = dict.fromkeys((option.id for option in options), 0)  # twice the points: whole
    shared = 0  # what each option would get if no ballot ranked it
    for ballot in ballots:
        rest = size - len(ballot.choices) - 1
        shared += rest
        for place, one in enumerate(ballot.choices):
            halves[one] += 2 * (size - 1 - place) - rest
    counted = _supporters(ballots, options)
    return {one: Tally(counted[one], Fraction(own + shared, 2)) for one, own in halves.items()}


def _supporters(ballots: Iterable[Ballot], options: Iterable[Option]) -> dict[str, int]:
    counted = dict.fromkeys((option.id for option in options), 0)
    for ballot in ballots:
        for one in ballot.choices:
            counted[one] += 1
    return counted


@dataclass(frozen=True)
class _Turn:
    """An option's turn: what was left of the budget, and at the first turn of its equals."""

    option: Option
    left: Fraction
    left_to_equals: Fraction
    position: int | None


def by_points(
    election: Election,
    method: Method,
    bodies: Mapping[str, Tally],
    administration: Mapping[str, Tally],
    seed: bytes,
) -> Outcome:
    """The outcome of an order by points; of equals, the draw says who goes first."""
    turns = _turns(election, bodies, ranks(seed, election.by_id))
    groups: dict[Fraction, list[_Turn]] = {}
    for turn in turns.values():
        groups.setdefault(bodies[turn.option.id].points, []).append(turn)
    results = [
        _result(
            Result(option, bodies[option.id], administration[option.id]),
            turns.get(option.id),
            groups.get(bodies[option.id].points, ()),
        )
        for option in election.options
    ]
    return Outcome(method, tuple(results), len(election.bodies), len(election.administration))


def _result(result: Result, turn: _Turn | None, equals: Sequence[_Turn]) -> Result:
    """Without a turn nobody supports it."""
    if turn is None:
        return result
    return replace(
        result,
        position=turn.position,
        tied_with=_set_apart(turn, equals),
        left=turn.left if turn.position is None else None,
    )


def _turns(
    election: Election, bodies: Mapping[str, Tally], rank: Mapping[str, int]
) -> dict[str, _Turn]:
    """Each supported option's turn, by identifier."""
    supported = [option for option in election.options if bodies[option.id].supporters]
    supported.sort(key=lambda option: (-bodies[option.id].points, rank[option.id]))
    turns: dict[str, _Turn] = {}
    left = left_to_equals = election.budget
    points, position = None, 0
    for option in supported:
        if bodies[option.id].points != points:
            points, left_to_equals = bodies[option.id].points, left
        fits = option.cost <= left
        position += fits
        turns[option.id] = _Turn(option, left, left_to_equals, position if fits else None)
        left -= option.cost if fits else 0
    return turns


def _set_apart(turn: _Turn, equals: Sequence[_Turn]) -> tuple[str, ...]:
    """Those of the opposite fate with the same points, where another draw might have swapped."""
    losers = [one for one in equals if one.position is None]
    deprived = [one for one in losers if one.option.cost <= one.left_to_equals]
    if turn.position is not None:
        return tuple(one.option.id for one in deprived)
    if turn not in deprived:
        return ()
    return tuple(one.option.id for one in equals if one.position is not None)
