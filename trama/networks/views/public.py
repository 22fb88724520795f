"""Networks as everybody reads them: where they are, one of them, its meetings, its calendar."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trama.accounts.models import User
from trama.core import clock
from trama.ledger.queries import timeline
from trama.mailbox.formats.calendar import MEDIA_TYPE, Entry, write_calendar
from trama.networks.models import MemberStatus, Network, NetworkMeeting, NetworkStatus
from trama.networks.permissions import is_inside, may_coordinate, may_map
from trama.networks.queries import meetings as calendar
from trama.networks.queries.graphs import reading_of
from trama.networks.queries.members import members, memberships_of
from trama.networks.queries.networks import (
    Borough,
    by_municipio,
    origins,
    prevalent,
    successions,
)
from trama.networks.queries.pages import bridges, portrait
from trama.networks.queries.ties import latest_survey, progress
from trama.networks.views.doors import network_of
from trama.territory.models import Zone
from trama.territory.queries.zones import shares

GONE = {NetworkStatus.REORGANIZED, NetworkStatus.CLOSED}


@login_not_required
@require_safe
def network_list(request: HttpRequest) -> HttpResponse:
    boroughs = by_municipio()
    city = reading_of(None)
    context = {
        "sentence": _sentence(boroughs),
        "boroughs": boroughs,
        "city": city,
        "may_map": may_map(request.user),
    }
    return render(request, "networks/list.html", context)


def _sentence(boroughs: list[Borough]) -> str:
    """How many networks are at work, in how many Municipi, and how many are known by name only."""
    alive = [one for borough in boroughs for one in borough.networks if one.status not in GONE]
    if not alive:
        return _("Nessuna rete, per ora.")
    places = sum(borough.zone is not None for borough in boroughs)
    said = ngettext("Una rete", "%(n)d reti", len(alive)) % {"n": len(alive)}
    where = ngettext("in un Municipio", "in %(n)d Municipi", places) % {"n": places}
    listed = sum(one.status == NetworkStatus.MAPPED for one in alive)
    if not listed:
        return f"{said} {where}."
    return ngettext(
        "%(said)s %(where)s; di una si sa solo che c’è.",
        "%(said)s %(where)s; di %(n)d si sa solo che ci sono.",
        listed,
    ) % {"said": said, "where": where, "n": listed}


@login_not_required
@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """The ties of all networks together: who joins one neighbourhood to another."""
    reading = reading_of(None)
    shown = portrait(reading) if reading else None
    context = {"portrait": shown, "bridges": bridges(shown) if shown else []}
    return render(request, "networks/city.html", context)


@login_not_required
@require_safe
def network_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Words first, then the picture, then the same as a table; members, groups, meetings, story."""
    network = network_of(code)
    reading = reading_of(network)
    survey = latest_survey(network)
    context = {
        "network": network,
        **_places(network),
        "portrait": portrait(reading) if reading and reading.survey_id else None,
        "survey": survey,
        "progress": progress(survey) if survey else None,
        "members": list(members(network, MemberStatus.ACTIVE, MemberStatus.INACTIVE)),
        "groups": network.groups.filter(closed_on=None).prefetch_related("members__organization"),
        "upcoming": list(calendar.upcoming(network)[:20]),
        "past": calendar.past(network),
        "origins": list(origins(network)),
        "successions": list(successions(network)),
        "story": timeline(network.dossier, public=True, limit=20),
        "now": clock.now(),
        **_mine(request, network),
    }
    return render(request, "networks/detail.html", context)


def _places(network: Network) -> dict[str, Any]:
    rows = list(network.network_zones.select_related("zone").order_by("zone__number"))
    home = prevalent([row.zone for row in rows], shares())
    return {
        "zones": [row.zone for row in rows],
        "is_proposal": any(not row.is_confirmed for row in rows),
        "municipio": Zone.objects.filter(pk=home).first() if home else None,
    }


def _mine(request: HttpRequest, network: Network) -> dict[str, Any]:
    """What whoever looks may do here."""
    if not isinstance(request.user, User):
        return {"may_care": False, "mine": [], "inside": False}
    mine = memberships_of(request.user).filter(network=network).exclude(status=MemberStatus.LEFT)
    return {
        "may_care": may_coordinate(request.user, network),
        "mine": list(mine.select_related("organization", "network")),
        "inside": is_inside(request.user, network),
    }


@login_not_required
@require_safe
def network_meeting(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = _meeting(code, meeting_uid)
    may_care = may_coordinate(request.user, meeting.network)
    context = {
        "network": meeting.network,
        "meeting": meeting,
        "now": clock.now(),
        "may_care": may_care,
        "inside": may_care or is_inside(request.user, meeting.network),
    }
    return render(request, "networks/meeting.html", context)


def _meeting(code: str, uid: UUID) -> NetworkMeeting:
    found = calendar.meetings(network_of(code))
    return get_object_or_404(found, uid=uid)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, code: str) -> HttpResponse:
    """To be followed by a program of calendars: without the addresses to connect."""
    network = network_of(code)
    return _calendar(network.name, calendar.calendar_entries(network), network.code)


@login_not_required
@require_safe
def meeting_file(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """One meeting, for one's own calendar; members find in it how to connect."""
    meeting = _meeting(code, meeting_uid)
    network = meeting.network
    inside = may_coordinate(request.user, network) or is_inside(request.user, network)
    entry = calendar.entry_of(meeting, inside=inside)
    return _calendar(network.name, [entry], f"{network.code}-{meeting.starts_at:%Y-%m-%d}")


def _calendar(name: str, entries: list[Entry], file: str) -> HttpResponse:
    response = HttpResponse(write_calendar(name, entries), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
