"""Count a vote again, from the file published with its outcome.

    python3 recompute.py esito.json

Only Python (3.10 or newer) is needed. The whole count is on this page: read it, then run it.
"""
# ruff: noqa: T201 - what it says is its result

import json
import sys
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

Ids = list[str]
Sums = dict[str, Fraction]
Order = dict[str, int]


def draw_order(draw: dict[str, str], options: Sums, ballots: list[Ids]) -> Order:
    """The order that breaks ties. The secret was promised (its SHA-256 published) before voting
    opened, the closing record was written after and ends with the SHA-256 of the bodies' ballots:
    nobody could choose the order, and a ballot touched since then shows."""
    secret = bytes.fromhex(draw["secret"])
    if sha256(secret).hexdigest() != draw["commitment"]:
        sys.exit("NON VALIDO: il segreto del sorteggio non è quello promesso prima del voto.")
    lines = "\n".join(sorted(",".join(choices) for choices in ballots))
    if sha256(lines.encode()).hexdigest() != draw["closing_record"].split()[-1]:
        sys.exit("NON VALIDO: le schede non sono quelle del verbale di chiusura.")
    seed = sha256(secret + draw["closing_record"].encode()).digest()
    drawn = sorted(options, key=lambda one: sha256(seed + one.encode()).digest())
    return {one: place for place, one in enumerate(drawn)}


def approval(options: Sums, ballots: list[Ids]) -> Sums:
    """One point to an option for every body that approves it."""
    return {one: Fraction(sum(one in choices for choices in ballots)) for one in options}


def borda(options: Sums, ballots: list[Ids]) -> Sums:
    """Of m options: m-1 points to the first of a ballot, m-2 to the second, and so on; those it
    does not rank share equally the points that remain."""
    points = dict.fromkeys(options, Fraction(0))
    for choices in ballots:
        for place, one in enumerate(choices):
            points[one] += len(options) - 1 - place
        for one in options.keys() - set(choices):
            points[one] += Fraction(len(options) - len(choices) - 1, 2)
    return points


def by_points(points: Sums, options: Sums, ballots: list[Ids], left: Fraction, order: Order) -> Ids:
    """From the most points down, every supported option that fits in what is left."""
    chosen = []
    supported = [one for one in options if any(one in choices for choices in ballots)]
    for one in sorted(supported, key=lambda one: (-points[one], order[one])):
        if options[one] <= left:
            chosen.append(one)
            left -= options[one]
    return chosen


def most_to_pay(cost: Fraction, purses: list[Fraction]) -> Fraction | None:
    """The least sum M such that who has less than M gives everything, the others M, and together
    they pay the cost. None if they cannot."""
    for poorer, purse in enumerate(sorted(purses)):
        equal_part = cost / (len(purses) - poorer)
        if purse >= equal_part:
            return equal_part
        cost -= purse
    return None


def shares(options: Sums, ballots: list[Ids], order: Order, worth: Sums, share: Fraction) -> Ids:
    """Equal shares: every body has the same share; each time the option is bought that asks least
    to the supporter who pays most, in proportion to what the option is worth."""
    purse = [share] * len(ballots)
    supporters = {one: [n for n, ballot in enumerate(ballots) if one in ballot] for one in options}
    price = {one: Fraction(0) for one in options if supporters[one]}  # it can only rise
    chosen: Ids = []
    while True:
        best = None
        for one in sorted(price, key=lambda one: price[one]):
            if best and price[one] > best[0]:
                break  # the others cost more than the best found
            most = most_to_pay(options[one], [purse[n] for n in supporters[one]])
            if most is None:
                del price[one]
                continue
            price[one] = most / worth[one]
            if best is None or (price[one], order[one]) < best[:2]:
                best = (price[one], order[one], one, most)
        if best is None:
            return chosen
        _price, _order, one, most = best
        chosen.append(one)
        del price[one]
        for n in supporters[one]:
            purse[n] -= min(purse[n], most)


def equal_shares(vote: Any, options: Sums, ballots: list[Ids], order: Order) -> Ids:
    """Without a step: once. With a step: the share grows by it, until an outcome would cost more
    than the budget, or nothing else fits in what is left."""
    if not ballots:
        return []
    worth = options if vote["utility"] == "cost" else dict.fromkeys(options, Fraction(1))
    budget, step = Fraction(vote["budget"]), Fraction(vote["step"] or 0)
    share = budget / len(ballots)
    supported = {one for choices in ballots for one in choices}
    chosen = shares(options, ballots, order, worth, share)
    while step:
        left = budget - sum(options[one] for one in chosen)
        if all(options[one] > left for one in supported - set(chosen)):
            break
        share += step
        more = shares(options, ballots, order, worth, share)
        if sum(options[one] for one in more) > budget:
            break
        chosen = more
    return chosen


def count(vote: Any) -> list[str]:
    """The outcome of the vote in the file. Only the bodies' ballots decide."""
    options = {one["id"]: Fraction(one["cost"]) for one in vote["options"]}
    ballots = [one["choices"] for one in vote["ballots"] if one["elector"] == "body"]
    budget, order = Fraction(vote["budget"]), draw_order(vote["draw"], options, ballots)
    if vote["method"] == "approval":
        return by_points(approval(options, ballots), options, ballots, budget, order)
    if vote["method"] == "borda":
        return by_points(borda(options, ballots), options, ballots, budget, order)
    return equal_shares(vote, options, ballots, order)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Uso: python3 recompute.py esito.json")
    vote = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    titles = {one["id"]: one["title"] or one["id"] for one in vote["options"]}
    if len({one["id"] for one in vote["ballots"]}) != len(vote["ballots"]):
        sys.exit("NON VALIDO: una scheda compare due volte.")
    chosen = count(vote)
    for position, one in enumerate(chosen, 1):
        print(f"{position}. {titles[one]} ({one})")
    if chosen != vote["chosen"]:
        sys.exit("DIVERSO dall’esito pubblicato.")
    print("Uguale all’esito pubblicato.")


if __name__ == "__main__":
    main()
