"""Questions about meetings: which come next, which were held, and how a calendar tells them."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.core.clock import TramaNow
from trama.mailbox.formats.calendar import Entry
from trama.networks.models import Accessible, MeetingStatus, Network, NetworkMeeting

CALENDAR_MOST = 500
"""Meetings in a calendar: the latest."""


def meetings(network: Network) -> QuerySet[NetworkMeeting]:
    found = network.meetings.select_related("group", "network")
    return found.annotate(present_count=Count("present"))


def upcoming(network: Network) -> QuerySet[NetworkMeeting]:
    """Those still to be, and those cancelled that would have been: who comes must know."""
    still = Q(ends_at__gte=TramaNow(), status__in=[MeetingStatus.PLANNED, MeetingStatus.CANCELLED])
    return meetings(network).filter(still).order_by("starts_at", "pk")


def past(network: Network, limit: int = 10) -> Sequence[NetworkMeeting]:
    """The last held."""
    held = meetings(network).filter(status=MeetingStatus.HELD)
    return list(held.order_by("-starts_at", "-pk")[:limit])


def to_record(network: Network) -> QuerySet[NetworkMeeting]:
    """Begun, and nobody has written who was there."""
    begun = meetings(network).filter(status=MeetingStatus.PLANNED, starts_at__lte=TramaNow())
    return begun.order_by("starts_at", "pk")


def entry_of(meeting: NetworkMeeting, *, inside: bool = False) -> Entry:
    """As a calendar tells it: the address to connect only to whoever is `inside`."""
    path = reverse("networks:meeting", args=[meeting.network.code, meeting.uid])
    title = f"{meeting.network.name}: {meeting.title}"
    parts = [_("ANNULLATO: %(why)s") % {"why": meeting.reason}] if _is_off(meeting) else []
    parts += [meeting.agenda, _access(meeting)]
    if inside and meeting.online_url:
        parts.append(meeting.online_url)
    return Entry(
        uid=f"{meeting.uid}@{settings.PLATFORM['name'].lower()}",
        title=title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        updated_at=meeting.updated_at,
        url=f"{settings.BASE_URL}{path}",
        place=meeting.place,
        text="\n".join(part for part in parts if part),
        sequence=meeting.sequence,
        is_cancelled=_is_off(meeting),
    )


def _is_off(meeting: NetworkMeeting) -> bool:
    return meeting.status == MeetingStatus.CANCELLED


def _access(meeting: NetworkMeeting) -> str:
    if not meeting.place:
        return ""
    said = Accessible(meeting.accessible).label
    return f"{said}. {meeting.accessibility_note}".strip()


def calendar_entries(network: Network, *, inside: bool = False) -> list[Entry]:
    latest = network.meetings.select_related("network").order_by("-starts_at", "-pk")
    return [entry_of(one, inside=inside) for one in latest[:CALENDAR_MOST]]
