"""What the records say, as paragraphs of the synthesis. Pure: facts in, paragraphs out.

The three compulsory sections are the objectives of the May 2023 notice. What is accepted is told by
theme; what was chosen and decided, one by one; who does not agree, as they said it (R-CP-04).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trama.tables.models import ContributionKind, SectionKind

NETWORKS = "networking-coordination"  # the theme of the third objective
BY_THEME = "theme:"
TOGETHER = 8  # contributions in a paragraph: more are read by nobody
LONGEST = 6_000  # characters of a paragraph that is not somebody's own words
NAMED = 5  # bodies named in a paragraph beside a contribution; its page names them all


@dataclass(frozen=True)
class Fact:
    """A contribution: who brought it (and whatever was joined to it), on what."""

    key: int
    code: str
    kind: str
    title: str
    text: str
    authors: tuple[str, ...]
    themes: tuple[tuple[str, str], ...] = ()  # code, label: in the order of the list
    joined: tuple[int, ...] = ()  # the contributions that were joined to it
    needs: tuple[int, ...] = ()
    resources: tuple[int, ...] = ()

    @property
    def section(self) -> str:
        """Which of the three objectives it is about."""
        if any(code == NETWORKS for code, _label in self.themes):
            return SectionKind.NETWORKING
        if self.kind in {ContributionKind.NEED, ContributionKind.RESOURCE, ContributionKind.DATA}:
            return SectionKind.NEEDS_RESOURCES
        return SectionKind.AREAS

    @property
    def cited(self) -> str:
        return _("«%(title)s» (%(code)s, di %(who)s)") % {
            "title": self.title,
            "code": self.code,
            "who": named(self.authors),
        }


@dataclass(frozen=True)
class Choice:
    """An option that a vote chose: its place, and why in a sentence."""

    key: int
    uid: str
    vote: str
    title: str
    text: str
    why: str
    contributions: tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """A decision of published minutes, or a dissent: its words, and of whom if they agreed."""

    key: int
    uid: str
    meeting: str
    day: str
    number: str
    text: str
    speaker: str
    contribution: Fact | None


@dataclass(frozen=True)
class Held:
    """What a body thinks of a contribution, when it does not simply agree."""

    about: Fact
    who: str
    stance: str
    reason: str


@dataclass(frozen=True)
class Proposed:
    """A paragraph as the records would have it. `origin` is the same at each composition."""

    section: str
    origin: str
    text: str
    is_dissent: bool = False
    contributions: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    resources: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()
    option: int | None = None


@dataclass(frozen=True)
class Records:
    """Everything a synthesis is composed from."""

    accepted: Sequence[Fact] = ()
    choices: Sequence[Choice] = ()
    decisions: Sequence[Entry] = ()
    dissents: Sequence[Entry] = ()
    objections: Sequence[tuple[Fact, Fact | None]] = ()  # and what it objects to
    held: Sequence[Held] = ()


def proposals(
    records: Records, *, kept: Collection[str] = (), settled: Collection[int] = ()
) -> Iterator[Proposed]:
    """In the order in which they are read. `kept`: origins that somebody has written on, or taken
    away; `settled`: contributions that those paragraphs tell already, not told by theme again."""
    yield from map(_priority, records.choices)
    yield from _by_theme([one for one in records.accepted if one.key not in settled], set(kept))
    yield from map(_decision, records.decisions)
    yield from map(_dissent, records.dissents)
    yield from (_objection(one, about) for one, about in records.objections)
    yield from _positions(records.held)


def _priority(one: Choice) -> Proposed:
    text = _("Priorità: «%(title)s». %(text)s Scelta nel voto «%(vote)s». %(why)s")
    said = text % {"title": one.title, "text": one.text, "vote": one.vote, "why": one.why}
    return Proposed(
        SectionKind.AREAS,
        f"option:{one.uid}",
        " ".join(said.split()),
        contributions=one.contributions,
        option=one.key,
    )


def _decision(one: Entry) -> Proposed:
    text = _("Decisione %(number)s, all’incontro «%(meeting)s» del %(day)s: %(text)s") % {
        "number": one.number,
        "meeting": one.meeting,
        "day": one.day,
        "text": one.text,
    }
    return _of_entry(one, f"decision:{one.uid}", text)


def _dissent(one: Entry) -> Proposed:
    text = _("All’incontro «%(meeting)s» del %(day)s, %(who)s: «%(text)s»") % {
        "meeting": one.meeting,
        "day": one.day,
        "who": one.speaker or _("chi ha parlato"),
        "text": one.text,
    }
    return _of_entry(one, f"dissent:{one.uid}", text, is_dissent=True)


def _of_entry(one: Entry, origin: str, text: str, *, is_dissent: bool = False) -> Proposed:
    about = one.contribution
    return Proposed(
        about.section if about else SectionKind.AREAS,
        origin,
        text,
        is_dissent=is_dissent,
        contributions=(about.key,) if about else (),
        entries=(one.key,),
    )


def _objection(one: Fact, about: Fact | None) -> Proposed:
    head = (
        _("%(who)s non è d’accordo con %(about)s")
        % {"who": named(one.authors), "about": f"«{about.title}» ({about.code})"}
        if about
        else _("%(who)s obietta") % {"who": named(one.authors)}
    )
    return Proposed(
        (about or one).section,
        f"objection:{one.code}",
        f"{head}: «{one.title}» ({one.code}). «{one.text}»",
        is_dissent=True,
        contributions=(one.key, *((about.key,) if about else ())),
    )


# ---------------------------------------------------------------- several in one paragraph


def _by_theme(accepted: Iterable[Fact], kept: set[str]) -> Iterator[Proposed]:
    groups: defaultdict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    for one in accepted:
        code, label = one.themes[0] if one.themes else ("", "")
        groups[one.section, code, label, one.kind].append(one)
    for (section, code, label, kind), facts in groups.items():
        theme = label or _("Senza tema")
        head = f"{theme}, {_of_kind(kind)}: "
        number = 0
        for part in _parts(facts):
            number += 1
            while (origin := f"{BY_THEME}{section}:{code}:{kind}:{number}") in kept:
                number += 1
            yield Proposed(
                section,
                origin,
                head + "; ".join(one.cited for one in part) + ".",
                contributions=_united((one.key, *one.joined) for one in part),
                needs=_united(one.needs for one in part),
                resources=_united(one.resources for one in part),
            )


def _of_kind(kind: str) -> str:
    return {
        ContributionKind.NEED: _("bisogni riconosciuti"),
        ContributionKind.RESOURCE: _("risorse che ci sono"),
        ContributionKind.DATA: _("dati portati ai tavoli"),
        ContributionKind.OBJECTION: _("obiezioni accolte"),
        ContributionKind.PROPOSAL: _("proposte accolte"),
    }[ContributionKind(kind)]


def _parts(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    part: list[Fact] = []
    length = 0
    for one in facts:
        if part and (len(part) == TOGETHER or length + len(one.cited) > LONGEST):
            yield part
            part, length = [], 0
        part.append(one)
        length += len(one.cited)
    if part:
        yield part


def _positions(held: Iterable[Held]) -> Iterator[Proposed]:
    """Of each contribution, who has a reserve or disagrees, each with its own words."""
    about: defaultdict[Fact, list[Held]] = defaultdict(list)
    for one in held:
        about[one.about].append(one)
    for fact, those in about.items():
        for start in range(0, len(those), TOGETHER):
            part = those[start : start + TOGETHER]
            said = " ".join(f"{one.who}, {one.stance}: «{one.reason}»" for one in part)
            yield Proposed(
                fact.section,
                f"positions:{fact.code}:{start // TOGETHER + 1}",
                _("Su «%(title)s» (%(code)s).") % {"title": fact.title, "code": fact.code}
                + f" {said}",
                is_dissent=True,
                contributions=(fact.key,),
            )


def _united(keys: Iterable[Iterable[int]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(key for some in keys for key in some))


def named(bodies: Sequence[str]) -> str:
    """«A, B e C»; of many, the first ones and how many more."""
    shown = list(bodies[:NAMED])
    if len(bodies) > NAMED:
        shown.append(_("altri %(n)d") % {"n": len(bodies) - NAMED})
    if len(shown) < 2:
        return "".join(shown)
    return _("%(first)s e %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}
