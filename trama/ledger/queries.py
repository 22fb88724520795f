"""Questions to the book: a procedure's timeline, what was published, what a document contains."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import OfficeRole, User
from trama.core import ui
from trama.core.history import OWN, WORDING, Said
from trama.ledger.formats import store
from trama.ledger.models import (
    Document,
    DocumentPage,
    DocumentStatus,
    Duty,
    Event,
    Publication,
)
from trama.ledger.rules import findings_words

LONGEST = 200  # events on a page; the export of the file has them all


@dataclass(frozen=True)
class TimelineEntry:
    """An act as a page tells it. For the public, `actor` is a role and `payload` is empty."""

    at: datetime
    words: str
    actor: str
    verb: str
    subject_label: str
    subject_id: str
    payload: Mapping[str, Any]


def timeline(
    dossier: str, *, public: bool, subject: Model | None = None, limit: int = LONGEST
) -> list[TimelineEntry]:
    """The acts of a procedure, or of one record of it, the newest first, in three queries.

    The public reads only acts declared public, told without names; the office reads them all, save
    those of records that `core.history.OWN` keeps to their own page: those want the `subject`.
    With an empty `dossier` the acts of `subject` alone, whatever procedure they belong to.
    """
    events = events_of(dossier, subject=subject, public=public)
    if subject is None:
        # A positive list: the index then finds these few among those of thousands of applications.
        events = events.filter(subject_label__in=_shared_labels())
    return told(list(events[:limit]), public=public)


def edition(dossier: str) -> str:
    """What changes whenever what the public reads of a procedure does, in one short query.

    Every act, publications among them, is one event in the transaction of what it changes; an
    opening that is discarded takes its words away.
    """
    said = {
        label: [verb for verb, wording in verbs.items() if wording.public]
        for label, verbs in WORDING.items()
        if label not in OWN
    }
    labels = [label for label, verbs in said.items() if verbs]
    verbs = sorted({verb for found in said.values() for verb in found})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(o.event_id), max(e.recorded_at) FROM ledger_event e"
            " LEFT JOIN ledger_opening o ON o.event_id = e.uuid"
            " WHERE e.dossier = %s AND e.subject_label = ANY(%s) AND e.verb = ANY(%s)",
            [dossier, labels, verbs],
        )
        events, openings, last = cursor.fetchone()
    return f"{events} {openings} {last}"


LAST = 8


def last_acts(dossier: str) -> tuple[datetime, str]:
    """The clock, and what changes at any act of a procedure, public or not, in one short query.

    The last few on each kind of record, from the index alone: of two acts that end in another
    order than they began, neither is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trama_now(), md5(array_agg((label, at) ORDER BY label, at)::text)"
            " FROM unnest(%s::text[]) AS label, LATERAL ("
            "SELECT occurred_at AS at FROM ledger_event"
            " WHERE dossier = %s AND dossier <> '' AND subject_label = label"
            " ORDER BY occurred_at DESC LIMIT %s) AS act",
            [sorted(WORDING), dossier, LAST],
        )
        now, acts = cursor.fetchone()
    return now, acts or ""


def _shared_labels() -> list[str]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("trama."))
    return sorted({model._meta.label_lower for model in ours} - OWN)


def events_of(
    dossier: str, *, subject: Model | None = None, public: bool = False
) -> QuerySet[Event]:
    if not dossier and subject is None:
        return Event.objects.none()
    events = Event.objects.select_related("opening").order_by("-occurred_at", "-recorded_at", "pk")
    if dossier:
        events = events.filter(dossier=dossier)
    if subject is not None:
        events = events.filter(subject_label=subject._meta.label_lower, subject_id=str(subject.pk))
    return events.filter(_said_in_public()) if public else events


def told(events: Sequence[Event], *, public: bool) -> list[TimelineEntry]:
    """Events in words, with who did them: two queries, however many they are."""
    actors = _roles(events) if public else _names(events)
    return [_told(event, actors, public=public) for event in events]


def _told(event: Event, actors: Mapping[int, str], *, public: bool) -> TimelineEntry:
    payload = payload_of(event)
    said = WORDING.get(event.subject_label, {}).get(event.verb)
    return TimelineEntry(
        at=event.occurred_at,
        words=_words(said, payload) if said else event.verb,
        actor=_("piattaforma") if event.actor_id is None else actors[event.actor_id],
        verb=event.verb,
        subject_label=event.subject_label,
        subject_id=event.subject_id,
        payload={} if public else payload,
    )


def _words(said: Said, payload: Mapping[str, Any]) -> str:
    """The wording may quote the act's facts (`%(title)s`); a discarded fact is an ellipsis."""
    words = str(said.words)
    if "%(" not in words:
        return words
    shown = {name: how(payload[name]) for name, how in said.shown.items() if name in payload}
    return words % defaultdict(lambda: "…", {**payload, **shown})


def payload_of(event: Event) -> dict[str, Any]:
    """The facts of an act; nothing once its opening was discarded."""
    try:
        payload: dict[str, Any] = json.loads(event.opening.payload)
    except ObjectDoesNotExist:
        return {}
    return payload


def _said_in_public() -> Q:
    nothing = Q(pk__in=[])
    for label, verbs in WORDING.items():
        shown = [verb for verb, said in verbs.items() if said.public]
        if shown:
            nothing |= Q(subject_label=label, verb__in=shown)
    return nothing


def _people(events: Sequence[Event]) -> set[int]:
    return {event.actor_id for event in events if event.actor_id is not None}


def _names(events: Sequence[Event]) -> Mapping[int, str]:
    users = User.objects.filter(pk__in=_people(events))
    return _unknown({user.pk: str(user) for user in users})


def _roles(events: Sequence[Event]) -> Mapping[int, str]:
    """The public learns on whose side an act was done, never who did it."""
    people = _people(events)
    staff = OfficeRole.objects.filter(user__in=people).order_by().values_list("user", flat=True)
    offices = set(staff)
    return _unknown({pk: _("ufficio") if pk in offices else _("ente") for pk in people})


def _unknown(actors: dict[int, str]) -> Mapping[int, str]:
    return defaultdict(lambda: _("persona non più registrata"), actors)


# ---------------------------------------------------------------- publications


@dataclass(frozen=True)
class DutyRow:
    """A line of the checklist: what was published for it, or when it is expected, in words."""

    number: int
    title: str
    publications: Sequence[Publication]
    expected: str


def publications(dossier: str) -> list[Publication]:
    """What was published of a procedure, the oldest first, in one query."""
    made = Publication.objects.filter(dossier=dossier).select_related("act", "document")
    return list(made.order_by("published_at", "pk"))


def checklist(dossier: str, expected: Mapping[str, str] | None = None) -> list[DutyRow]:
    """The acts that the law asks to publish, in order, for "ledger/_publications.html".

    `expected` says in words when an act that is not there yet will come: {"panel": "a dicembre"}.
    """
    made: defaultdict[str, list[Publication]] = defaultdict(list)
    for publication in publications(dossier):
        made[publication.duty].append(publication)
    return [
        DutyRow(number, str(duty.label), made[duty.value], (expected or {}).get(duty.value, ""))
        for number, duty in enumerate(Duty, start=1)
    ]


def published_documents() -> QuerySet[Document]:
    """Documents that anybody may download: those a publication names."""
    named = Publication.objects.exclude(document=None).values("document")
    return Document.objects.filter(pk__in=named)


# ---------------------------------------------------------------- contents


def read_document(document: Document | DocumentPage) -> IO[bytes]:
    """The content as it was kept. `MissingContentError` when the disk has lost it."""
    return store.open_content(settings.DOCUMENT_ROOT, document.sha256)


@dataclass(frozen=True)
class Addresses:
    """Where a page of the caller's app shows its documents: its own URLs, with its own permissions.

    `show(document, page)` the page that shows it, `image(document, page)` the picture of one page
    (answered with `ledger.http.send_page`), `original(document)` the file (`send_document`).
    """

    show: Callable[[Document, int], str]
    image: Callable[[Document, int], str]
    original: Callable[[Document], str]


@dataclass(frozen=True)
class Viewing:
    """What "ledger/_viewer.html" shows: one page of one document, and the list of all."""

    current: Document | None = None
    documents: Sequence[ui.Document] = ()
    pages: Sequence[int] = ()
    sheet: ui.SheetImage | None = None
    width: int = 0  # pixels of the page's picture
    height: int = 0
    text: str = ""  # of a document that has words and no pages
    note: str = ""  # why there is nothing to see
    findings: Sequence[str] = ()
    original_url: str = ""
    previous_url: str = ""
    next_url: str = ""


def viewing(
    documents: Sequence[Document], addresses: Addresses, *, current: str = "", page: str = ""
) -> Viewing:
    """The view model of "ledger/_viewer.html", in one query.

    `current` (the uid of a document) and `page` are taken as they come from the address: the first
    stands in for what is not there. In a view, with `?documento=…&pagina=…`:

        shown = viewing(documents, addresses, current=request.GET.get("documento", ""),
                        page=request.GET.get("pagina", ""))

    and in its template `{% include "ledger/_viewer.html" with viewing=shown only %}`.
    """
    if not documents:
        return Viewing()
    chosen = next((one for one in documents if str(one.uid) == current), documents[0])
    pages = list(chosen.pages.order_by("number"))
    place = next((i for i, one in enumerate(pages) if str(one.number) == page), 0)
    seen = pages[place] if pages else None
    return Viewing(
        current=chosen,
        documents=[_listed(one, addresses, is_current=one is chosen) for one in documents],
        pages=[one.number for one in pages],
        sheet=ui.SheetImage(seen.number, addresses.image(chosen, seen.number), seen.text)
        if seen
        else None,
        width=seen.width if seen else 0,
        height=seen.height if seen else 0,
        text=chosen.text,
        note=_why_unseen(chosen),
        findings=findings_words(chosen.findings),
        original_url=addresses.original(chosen),
        previous_url=addresses.show(chosen, pages[place - 1].number) if place else "",
        next_url=addresses.show(chosen, pages[place + 1].number) if pages[place + 1 :] else "",
    )


TONES: Mapping[str, ui.Tone] = {
    DocumentStatus.RECEIVED: "wait",
    DocumentStatus.CHECKED: "done",
    DocumentStatus.REFUSED: "stop",
}


def _listed(document: Document, addresses: Addresses, *, is_current: bool) -> ui.Document:
    return ui.Document(
        name=document.name,
        url=addresses.show(document, 1),
        badge=ui.Badge(document.get_status_display(), TONES[document.status]),
        is_current=is_current,
    )


def _why_unseen(document: Document) -> str:
    if document.status == DocumentStatus.RECEIVED:
        return _("Stiamo ancora aprendo questo file: ricarica la pagina tra poco.")
    return document.problem or _("Questo documento non si può mostrare qui: apri l’originale.")
