"""Questions about need cards and resource cards: lists in pages, what is like what, versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet

from trama.accounts.models import AREA_DUTIES, User
from trama.accounts.queries import offices_of
from trama.core.text import ItalianQuery
from trama.needs.models import CardStatus, CardVersion, Need, NeedVoice, Resource
from trama.needs.queries.search import Wanted, published, tokens_of
from trama.needs.rules.content import Change, changes
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of
from trama.programming.models import Theme
from trama.territory.models import Zone

C = TypeVar("C", Need, Resource)
PER_PAGE = 30
SIMILAR = 5
COMPARED = 100  # cards looked at to find the most similar
ALIKE = 0.3  # trigram similarity of titles
HEAVY = ("search", "title_search", "keywords", "reach")


def dressed(rows: QuerySet[C]) -> QuerySet[C]:
    """With what a list shows beside a title: the same few queries for any number of rows."""
    related = ["theme", "organization", "office", "source"]
    if rows.model is Resource:
        rows = rows.select_related("nil").defer(*HEAVY, "nil__boundary", "nil__outline")
    else:
        rows = rows.defer(*HEAVY)
    return rows.select_related(*related).prefetch_related("targets")


def with_zones(cards: Sequence[Need | Resource]) -> dict[int, list[Zone]]:
    """Where each of these cards counts, by its key: a need's zones, those a resource serves."""
    if not cards:
        return {}
    name = "zones" if isinstance(cards[0], Need) else "served"
    through = type(cards[0])._meta.get_field(name).remote_field.through  # type: ignore[union-attr]  # many to many
    field = "need" if isinstance(cards[0], Need) else "resource"
    rows = through.objects.filter(**{f"{field}__in": [card.pk for card in cards]})
    found: dict[int, list[Zone]] = {card.pk: [] for card in cards}
    only = ("kind", "code", "number", "name")
    for row in rows.select_related("zone").only(field, *(f"zone__{one}" for one in only)):
        found[getattr(row, f"{field}_id")].append(row.zone)
    return {key: sorted(zones, key=lambda z: (z.kind, z.number)) for key, zones in found.items()}


def shown(model: type[C], keys: Sequence[int]) -> list[C]:
    """The cards of these keys, in this order."""
    cards = dressed(model._default_manager.filter(pk__in=keys)).in_bulk()
    return [cards[key] for key in keys if key in cards]


def browse(model: type[C], wanted: Wanted, *, after: C | None = None, letter: str = "") -> list[C]:
    """Without words: in order of title, a page and one more, from a card or a letter on."""
    rows = published(model).filter(wanted.filter)
    if after is not None:
        further = Q(title_key__gt=after.title_key) | Q(pk__gt=after.pk)
        rows = rows.filter(further, title_key__gte=after.title_key)
    elif letter:
        rows = rows.filter(title_key__gte=letter)
    return list(dressed(rows).order_by("title_key", "pk")[: PER_PAGE + 1])


# ---------------------------------------------------------------- what is like what


def similar(
    model: type[C],
    title: str,
    *,
    theme: Theme | None = None,
    zones: Sequence[Zone] = (),
    exclude: UUID | None = None,
) -> list[C]:
    """The published cards most like what somebody is writing: by their titles, which share a word
    or most letters; where some zone is given, of those zones."""
    tokens = tokens_of(title)
    if not tokens:
        return []
    any_word = reduce(or_, (Q(search=ItalianQuery(token)) for token in tokens))
    rows = published(model).filter(any_word)
    if exclude:
        rows = rows.exclude(uid=exclude)
    if zones:
        rows = rows.filter(reach__overlap=[zone.pk for zone in zones])
    if theme:
        rows = rows.filter(theme=theme)
    keys = list(rows.order_by("-updated_at", "pk").values_list("pk", flat=True)[:COMPARED])
    near = (
        model._default_manager.filter(pk__in=keys)
        .annotate(likeness=TrigramSimilarity("title_key", " ".join(tokens)))
        .filter(likeness__gte=ALIKE)
        .order_by("-likeness", "title_key", "pk")
    )
    return list(dressed(near)[:SIMILAR])


# ---------------------------------------------------------------- one card


def voices_of(need: Need) -> QuerySet[NeedVoice]:
    """Who else says it, those said of the cards joined to it too; the first first."""
    of_it = Q(need=need) | Q(need__merged_into=need)
    return NeedVoice.objects.filter(of_it).select_related("organization").order_by("said_at", "pk")


def joined_to(card: C) -> list[C]:
    """The cards that were joined to this one: what they said, and whose they were."""
    rows = type(card)._default_manager.filter(merged_into=card.pk)
    return list(rows.select_related("organization", "office").defer(*HEAVY).order_by("pk"))


def voice_counts(needs: Sequence[Need]) -> Mapping[int, int]:
    """How many say each need: who wrote it, who added their voice, who wrote what was joined."""
    keys = [need.pk for need in needs]
    counts = dict.fromkeys(keys, 1)
    rows = NeedVoice.objects.filter(Q(need__in=keys) | Q(need__merged_into__in=keys))
    for need, whole, number in rows.values_list("need", "need__merged_into").annotate(
        number=Count("pk")
    ):
        counts[whole if whole in counts else need] += number
    merged = Need.objects.filter(merged_into__in=keys).values_list("merged_into")
    for whole, number in merged.annotate(number=Count("pk")):
        counts[whole] += number
    return counts


@dataclass(frozen=True)
class Version:
    """What a card said from an instant on, and what it changed. The first changes nothing."""

    number: int
    written_at: datetime
    note: str
    changes: Sequence[Change]


def versions_of(card: Need | Resource, limit: int = 20) -> list[Version]:
    """The last versions, the newest first."""
    rows = card.versions.order_by("-number").only("number", "content", "written_at", "note")
    kept: list[CardVersion] = list(rows[: limit + 1])
    before: list[Mapping[str, Any]] = [row.content for row in kept[1:]]
    told = [
        Version(row.number, row.written_at, row.note, changes(old, row.content))
        for row, old in zip(kept, before, strict=False)
    ]
    if kept and len(kept) <= limit:
        told.append(Version(kept[-1].number, kept[-1].written_at, kept[-1].note, ()))
    return told


# ---------------------------------------------------------------- one's own


def own_cards(model: type[C], user: User) -> QuerySet[C]:
    """The cards of one's bodies and office, drafts too; the last written first."""
    mine = (
        Q(organization__in=organizations_of(user))
        | Q(office__in=offices_of(user, *AREA_DUTIES))
        | Q(author=user, organization=None)
    )
    rows = model._default_manager.filter(mine).exclude(status=CardStatus.MERGED)
    return dressed(rows).order_by("-updated_at", "-pk")


def of_organization(model: type[C], organization: Organization, limit: int) -> list[C]:
    rows = published(model).filter(organization=organization)
    return list(dressed(rows).order_by("title_key", "pk")[:limit])


def of_zone(model: type[C], zone: Zone, limit: int) -> list[C]:
    rows = published(model).filter(reach__contains=[zone.pk])
    return list(dressed(rows).order_by("title_key", "pk")[:limit])
