"""What cannot be, of the limits of groups, in words: counted before anything is computed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from trama.learning.rules.groups import (
    Family,
    Limits,
    Pair,
    Person,
    acquainted,
    bodies_of,
    cliques,
    is_ours,
)


def words(family: Family) -> str:
    said: dict[Family, str] = {
        "least": _("le persone di ciascuna parte che ogni gruppo deve avere"),
        "most": _("le persone dell’amministrazione che un gruppo può avere"),
        "most_direction": _("le persone di una Direzione che un gruppo può avere"),
        "apart": _("chi lavora già insieme, mai nello stesso gruppo"),
        "side": _("le due parti in proporzione"),
        "direction": _("le Direzioni distribuite"),
        "strand": _("i filoni distribuiti"),
        "known": _("chi lavora già insieme, separato"),
    }
    return said[family]


def why_not(
    people: Sequence[Person],
    limits: Limits,
    names: Mapping[str, str],
    known: Iterable[Pair] = (),
) -> list[str]:
    """What cannot be, by counting alone; one sentence each. `names`: of bodies and Direzioni."""
    if limits.groups * 2 > len(people):
        return [
            _("%(people)d persone ma %(groups)d gruppi: in un gruppo si sta almeno in due.")
            % {"people": len(people), "groups": limits.groups}
        ]
    senders = Counter((one.side, one.sender) for one in people)
    return [
        *_too_tight(people, limits),
        *_short_sides(people, limits),
        *(
            sentence
            for (side, sender), count in sorted(senders.items())
            for sentence in _short_sender(names.get(sender, sender), side, count, limits)
        ),
        *(_too_close(people, list(known), limits) if limits.apart else []),
    ]


def _too_tight(people: Sequence[Person], limits: Limits) -> list[str]:
    """What one group cannot hold, whoever is in it."""
    found = []
    size = len(people) // limits.groups
    if limits.least * 2 > size:
        found.append(
            _("In un gruppo di %(size)d persone non ce ne stanno %(each)d di ciascuna parte.")
            % {"size": size, "each": limits.least}
        )
    if 0 < limits.most_administration < limits.least:
        found.append(
            _("Ogni gruppo vorrebbe almeno %(least)d persone dell’amministrazione e al massimo "
              "%(most)d.")
            % {"least": limits.least, "most": limits.most_administration}
        )  # fmt: skip
    return found


def _too_close(people: Sequence[Person], known: Sequence[Pair], limits: Limits) -> list[str]:
    """Too many who all work together; too few of the two sides who do not."""
    found = []
    bodies = bodies_of(people)
    together = [*bodies, *map(frozenset, known)]
    mixed = [one for one in cliques(together) if one not in bodies]
    everybody = max(map(len, mixed), default=0)
    if everybody > limits.groups:
        found.append(
            _("%(n)d persone lavorano già tutte insieme, ma i gruppi in cui separarle sono "
              "%(groups)d.") % {"n": everybody, "groups": limits.groups}
        )  # fmt: skip
    couples = _couples(people, acquainted(together))
    if limits.least and couples < limits.groups:
        found.append(
            _("Le coppie di persone delle due parti che non lavorano già insieme, senza contare "
              "nessuno due volte, sono al massimo %(n)d: i gruppi, che ne vogliono una ciascuno, "
              "sono %(groups)d.") % {"n": couples, "groups": limits.groups}
        )  # fmt: skip
    return found


def _couples(people: Sequence[Person], knows: Mapping[str, set[str]]) -> int:
    """How many groups may have one of each side who do not know each other: a greatest matching,
    by augmenting paths."""
    bodies = [one.key for one in people if not is_ours(one)]
    chosen: dict[str, str] = {}  # by person of a body, who of the administration

    def place(person: str, tried: set[str]) -> bool:
        for other in bodies:
            if other in tried or other in knows.get(person, ()):
                continue
            tried.add(other)
            if other not in chosen or place(chosen[other], tried):
                chosen[other] = person
                return True
        return False

    return sum(place(one.key, set()) for one in people if is_ours(one))


def _short_sides(people: Sequence[Person], limits: Limits) -> list[str]:
    ours = sum(is_ours(one) for one in people)
    found = []
    for count, said in (
        (ours, _("%(n)d persone dell’amministrazione ma %(groups)d gruppi che ne vogliono "
                 "%(each)d ciascuno: ne servono %(needed)d.")),
        (len(people) - ours, _("%(n)d persone del Terzo settore ma %(groups)d gruppi che ne "
                               "vogliono %(each)d ciascuno: ne servono %(needed)d.")),
    ):  # fmt: skip
        needed = limits.least * limits.groups
        if count < needed:
            facts = {"n": count, "groups": limits.groups, "each": limits.least, "needed": needed}
            found.append(said % facts)
    room = limits.most_administration * limits.groups
    if limits.most_administration and ours > room:
        found.append(
            _("%(n)d persone dell’amministrazione ma %(groups)d gruppi che ne prendono al massimo "
              "%(each)d: ci stanno in %(room)d.")
            % {"n": ours, "groups": limits.groups, "each": limits.most_administration, "room": room}
        )  # fmt: skip
    return found


def _short_sender(name: str, side: str, count: int, limits: Limits) -> list[str]:
    facts = {"name": name, "n": count, "groups": limits.groups, "each": limits.most_direction}
    ours = side == "administration"
    if ours and limits.most_direction and count > limits.most_direction * limits.groups:
        return [
            _("%(name)s: %(n)d persone ma %(groups)d gruppi che ne prendono al massimo %(each)d "
              "per Direzione.") % facts
        ]  # fmt: skip
    if not ours and limits.apart and count > limits.groups:
        return [
            _("%(name)s: %(n)d persone che lavorano già insieme ma %(groups)d gruppi in cui "
              "separarle.") % facts
        ]  # fmt: skip
    return []


def conflict_words(families: Sequence[Family]) -> str:
    """Limits that no division respects: one alone, or some that clash."""
    listed = "; ".join(words(family) for family in families)
    if len(families) == 1:
        return _("Con queste persone e questi gruppi un limite non si può rispettare: %(limit)s. "
                 "Allentalo, o cambia il numero dei gruppi.") % {"limit": listed}  # fmt: skip
    return _("Questi limiti non possono valere tutti insieme: %(limits)s. Togline uno.") % {
        "limits": listed
    }
