"""Needs and resources on the golden thread: cards that were published, even if closed since."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.core.thread import Kind, Node, Rows, Tie
from trama.core.ui import Badge, Text
from trama.needs.models import CardStatus, Need, Resource


def _public(model: type[Any]) -> Rows:
    return lambda: model.objects.visible_to(AnonymousUser())


def _nodes(page: str) -> Callable[[QuerySet[Any]], Iterable[Node]]:
    def nodes(rows: QuerySet[Any]) -> Iterable[Node]:
        return [
            Node(
                uid=card.uid,
                title=card.title,
                url=reverse(page, args=[card.uid]),
                line=_line(card),
                badge=_badge(card),
            )
            for card in rows.select_related("theme")
        ]

    return nodes


def _line(card: Need | Resource) -> Text:
    said = card.get_evidence_display() if isinstance(card, Need) else card.get_kind_display()
    return f"{card.theme} · {said}"


def _badge(card: Need | Resource) -> Badge | None:
    """What is in force says nothing."""
    if card.status == CardStatus.PUBLISHED:
        return None
    return Badge(card.get_status_display(), "wait")


KINDS = (
    Kind(
        slug="bisogno",
        one=_("bisogno"),
        many=_("bisogni"),
        public=_public(Need),
        nodes=_nodes("needs:need"),
        order=("created_at", "pk"),
        day=Coalesce("published_at", "created_at"),
        end=_("Nessun tavolo ne ha ancora parlato: il filo comincia e finisce qui."),
    ),
    Kind(
        slug="risorsa",
        one=_("risorsa"),
        many=_("risorse"),
        public=_public(Resource),
        nodes=_nodes("needs:resource"),
        order=("created_at", "pk"),
        day=Coalesce("published_at", "created_at"),
        end=_("Nessun tavolo ne ha ancora parlato: il filo comincia e finisce qui."),
    ),
)


def _joined(slug: str, model: type[Any]) -> Tie:
    return Tie(
        source_kind=slug,
        target_kind=slug,
        rows=lambda: model.objects.exclude(merged_into=None),
        source="",
        target="merged_into",
        ahead=_("unita a un’altra scheda"),
        back=_("raccoglie altre schede"),
    )


TIES = (_joined("bisogno", Need), _joined("risorsa", Resource))
