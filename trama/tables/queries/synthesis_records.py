"""What a synthesis is composed from: a fixed number of queries, however long the path was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, Prefetch

from trama.core import moments
from trama.tables.models import (
    Contribution,
    ContributionKind,
    ContributionStatus,
    EntryKind,
    MeetingStatus,
    MinutesEntry,
    Path,
    Position,
    Stance,
    VoteOption,
    VoteStatus,
)
from trama.tables.queries.outcomes import standings
from trama.tables.rules.synthesis import Choice, Entry, Fact, Held, Records


def records_of(path: Path) -> Records:
    columns = ("path", "number", "kind", "title", "text", "status", "merged_into", "objects_to")
    rows = list(path.contributions.only(*columns).order_by("number"))
    facts = _facts(path, rows)
    return Records(
        accepted=[facts[one.pk] for one in rows if one.status == ContributionStatus.ACCEPTED],
        choices=_choices(path),
        decisions=_entries(path, EntryKind.DECISION, facts),
        dissents=_entries(path, EntryKind.DISSENT, facts),
        objections=[
            (facts[one.pk], facts.get(one.objects_to_id or 0))
            for one in rows
            if one.kind == ContributionKind.OBJECTION
        ],
        held=_held(path, facts),
    )


# ---------------------------------------------------------------- contributions


def _facts(path: Path, rows: Sequence[Contribution]) -> dict[int, Fact]:
    authors = _tied(path, Contribution.authors.through, "participant__name")
    themes = _tied(
        path, Contribution.themes.through, "theme__code", "theme__label_it", by="theme__position"
    )
    needs = _tied(path, Contribution.needs.through, "need_id")
    resources = _tied(path, Contribution.resources.through, "resource_id")
    joined: defaultdict[int, list[Contribution]] = defaultdict(list)
    for one in rows:
        if one.merged_into_id:
            joined[one.merged_into_id].append(one)
    found = {}
    for one in rows:
        whole = [one, *joined[one.pk]]
        who = {name: None for part in whole for (name,) in authors.get(part.pk, ())}
        found[one.pk] = Fact(
            key=one.pk,
            code=one.code,
            kind=one.kind,
            title=one.title,
            text=one.text,
            authors=tuple(who),
            themes=tuple((code, label) for code, label in themes.get(one.pk, ())),
            joined=tuple(part.pk for part in joined[one.pk]),
            needs=tuple(key for part in whole for (key,) in needs.get(part.pk, ())),
            resources=tuple(key for part in whole for (key,) in resources.get(part.pk, ())),
        )
    return found


def _tied(
    path: Path, through: type[Model], *columns: str, by: str = ""
) -> Mapping[int, list[tuple[Any, ...]]]:
    """What the contributions of a path are tied to, by contribution: one query."""
    rows = through._default_manager.filter(contribution__path=path)
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *values in rows.order_by(by or "pk").values_list("contribution_id", *columns):
        found[key].append(tuple(values))
    return found


def _held(path: Path, facts: Mapping[int, Fact]) -> list[Held]:
    """On what was refused there is nothing to dissent from."""
    positions = (
        Position.objects.filter(contribution__path=path)
        .exclude(stance=Stance.AGREE)
        .exclude(contribution__status=ContributionStatus.NOT_ACCEPTED)
        .select_related("participant")
        .order_by("contribution__number", "taken_at", "pk")
    )
    return [
        Held(facts[one.contribution_id], one.participant.name, one.get_stance_display(), one.reason)
        for one in positions
    ]


# ---------------------------------------------------------------- minutes and votes


def _entries(path: Path, kind: str, facts: Mapping[int, Fact]) -> list[Entry]:
    """Of published minutes: what is still a draft is nobody's word yet."""
    rows = MinutesEntry.objects.filter(
        kind=kind, meeting__table__path=path, meeting__status=MeetingStatus.PUBLISHED
    ).select_related("meeting", "speaker")
    return [
        Entry(
            key=one.pk,
            uid=str(one.uid),
            meeting=one.meeting.title,
            day=moments.day(one.meeting.starts_at),
            number=one.number,
            text=one.text,
            speaker=one.speaker.name if one.speaker and one.is_named else "",
            contribution=facts.get(one.contribution_id or 0),
        )
        for one in rows.order_by("meeting__starts_at", "meeting_id", "position", "pk")
    ]


def _choices(path: Path) -> list[Choice]:
    votes = path.votes.filter(status=VoteStatus.COUNTED).order_by("closed_at", "pk")
    options = VoteOption.objects.prefetch_related(
        Prefetch("contributions", Contribution.objects.only("pk").order_by("number"))
    )
    found = []
    for vote in votes.prefetch_related(Prefetch("options", options)):
        for one in standings(vote, list(vote.options.all())):
            if one.position is None:
                continue
            option = one.option
            keys = tuple(part.pk for part in option.contributions.all())
            found.append(
                Choice(
                    option.pk, str(option.uid), vote.title, option.title, option.text, one.why, keys
                )
            )
    return found
