"""What tests of the golden thread ask of it, and how a path gets further along."""

from uuid import UUID

from django.test import Client
from django.urls import reverse

from trama.core import clock, thread
from trama.core.walk import Thread, thread_of
from trama.tables.models import (
    Path,
    PathDocument,
    PathDocumentKind,
    PathStatus,
    PriorityVote,
    VoteOption,
    VoteStatus,
)


def follow(slug: str, uid: UUID, **how: bool) -> Thread:
    kind = thread.kind(slug)
    assert kind is not None
    found = thread_of(kind, uid, clock.now(), **how)
    assert found is not None
    return found


def kinds(found: Thread) -> list[list[str]]:
    return [[group.kind.slug for group in step.groups] for step in found.steps]


def titles(found: Thread) -> set[str]:
    return {node.title for step in found.steps for g in step.groups for node in g.nodes}


def gaps(found: Thread) -> list[str]:
    return [str(gap.words) for gap in found.gaps]


def page(client: Client, slug: str, uid: UUID, query: str = "") -> str:
    return client.get(reverse("core:thread", args=[slug, uid]) + query).content.decode()


def count(option: VoteOption) -> None:
    """The vote was opened, and has chosen it."""
    row = {"id": str(option.uid), "position": 1, "why": {"it": "Due enti su due."}}
    PriorityVote.objects.filter(pk=option.vote_id).update(
        status=VoteStatus.COUNTED,
        seed_commitment="a" * 64,
        counted_at=clock.now(),
        result={"options": [row]},
    )
    option.vote.refresh_from_db()


def consult(path: Path) -> None:
    """The draft is read by everybody, as it stands now."""
    PathDocument.objects.create(
        path=path, kind=PathDocumentKind.SYNTHESIS_DRAFT, made_at=clock.now()
    )
    Path.objects.filter(pk=path.pk).update(status=PathStatus.CONSULTATION)
