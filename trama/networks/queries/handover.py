"""What a successor needs of a network, as tables: what the handover pack holds."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.networks.formats.pack import Table
from trama.networks.models import (
    MemberStatus,
    Network,
    NetworkMeeting,
    NetworkMembership,
    SurveyStatus,
    ThematicGroup,
    TieKind,
)
from trama.networks.queries.meetings import meetings, to_record, upcoming
from trama.networks.queries.members import members, silent
from trama.networks.queries.networks import origins, successions
from trama.networks.queries.ties import latest_survey, progress, ties, unconfirmed

MOST_ROWS = 2000
"""Rows of a table: a neighbourhood's network has tens. Beyond, the oldest meetings stay out."""


def tables(network: Network) -> list[Table]:
    return [
        _members(network),
        _groups(network),
        _meetings(network),
        _ties(network),
        _lineage(network),
        _tasks(network),
    ]


def _day(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else ""


def _members(network: Network) -> Table:
    columns = [
        _("membro"), _("che cosa è"), _("stato"), _("dal"), _("dove lavora"), _("ruoli di oggi"),
        _("e-mail per la rete"),
    ]  # fmt: skip
    here = members(network).exclude(status=MemberStatus.LEFT)[:MOST_ROWS]
    return Table("membri", _("Membri e contatti"), columns, [_member(one) for one in here])


def _member(member: NetworkMembership) -> list[str]:
    roles = getattr(member, "roles_today", [])
    said = [
        f"{role.get_duty_display()}: {role.user.name}" if role.user else role.get_duty_display()
        for role in roles
    ]
    return [
        str(member),
        member.get_kind_display(),
        member.get_status_display(),
        _day(member.joined_on),
        member.zone.name if member.zone else "",
        "; ".join(said),
        member.email,
    ]


def _groups(network: Network) -> Table:
    groups = ThematicGroup.objects.filter(network=network).select_related("theme")
    groups = groups.prefetch_related("members__organization")
    rows = [
        [
            group.name,
            str(group.theme or ""),
            group.purpose,
            "; ".join(sorted(str(member) for member in group.members.all())),
            _day(group.closed_on),
        ]
        for group in groups[:MOST_ROWS]
    ]
    columns = [_("gruppo"), _("tema"), _("che cosa fa"), _("membri"), _("chiuso il")]
    return Table("gruppi", _("Gruppi tematici"), columns, rows)


def _meetings(network: Network) -> Table:
    columns = [
        _("incontro"), _("stato"), _("comincia"), _("finisce"), _("luogo"), _("accessibilità"),
        _("per collegarsi"), _("ordine del giorno"), _("membri presenti"), _("persone presenti"),
    ]  # fmt: skip
    latest = meetings(network).order_by("-starts_at", "-pk")[:MOST_ROWS]
    return Table("incontri", _("Incontri"), columns, [_meeting(one) for one in latest])


def _meeting(meeting: NetworkMeeting) -> list[str]:
    return [
        meeting.title,
        meeting.get_status_display(),
        moments.local(meeting.starts_at).isoformat(timespec="minutes"),
        moments.local(meeting.ends_at).isoformat(timespec="minutes"),
        meeting.place,
        f"{meeting.get_accessible_display()}. {meeting.accessibility_note}".strip(),
        meeting.online_url,
        meeting.agenda,
        str(getattr(meeting, "present_count", "")),
        "" if meeting.people_count is None else str(meeting.people_count),
    ]


def _ties(network: Network) -> Table:
    """Who works with whom, and by which exchanges: never how much one trusts another."""
    columns = [_("primo membro"), _("secondo membro"), _("confermato da entrambi"), _("scambi")]
    survey = latest_survey(network)
    rows = []
    for tie in ties(survey)[:MOST_ROWS] if survey else []:
        kinds = {kind for one in tie.declarations.all() if one.intensity for kind in one.kinds}
        confirmed = _("sì") if tie.confirmed_at else _("no")
        rows.append([str(tie.first), str(tie.second), confirmed, "; ".join(_named(kinds))])
    return Table("rapporti", _("Rapporti, dall’ultima rilevazione"), columns, rows)


def _named(kinds: Iterable[str]) -> list[str]:
    return sorted(str(TieKind(kind).label) for kind in kinds)


def _lineage(network: Network) -> Table:
    columns = [_("da"), _("a"), _("come"), _("quando"), _("nota")]
    found = [*origins(network).select_related("successor"),
             *successions(network).select_related("ancestor")]  # fmt: skip
    rows = [
        [one.ancestor.name, one.successor.name, one.get_kind_display(), _day(one.on), one.note]
        for one in found
    ]
    return Table("discendenza", _("Da chi viene, che cosa è diventata"), columns, rows)


def _tasks(network: Network) -> Table:
    rows = [[what, why] for what, why in open_tasks(network)]
    return Table("da-fare", _("Da fare"), [_("che cosa"), _("perché")], rows)


def open_tasks(network: Network) -> Iterator[tuple[str, str]]:
    """What waits for whoever looks after the network, and why; the same on their page and here."""
    yield from _about_members(network)
    yield from _about_ties(network)
    for meeting in to_record(network):
        yield (
            _("Scrivere chi c’era all’incontro «%(title)s»") % {"title": meeting.title},
            _("È stato il %(day)s.") % {"day": moments.day(meeting.starts_at)},
        )
    for meeting in upcoming(network)[:10]:
        yield (
            _("Preparare l’incontro «%(title)s»") % {"title": meeting.title},
            moments.instant(meeting.starts_at),
        )
    if network.network_zones.filter(is_confirmed=False).exists():
        yield (
            _("Confermare dove lavora la rete"),
            _("I quartieri vengono da un elenco: nessuno della rete li ha ancora guardati."),
        )


def _about_members(network: Network) -> Iterator[tuple[str, str]]:
    for member in members(network, MemberStatus.REQUESTED, MemberStatus.INVITED):
        asked = member.status == MemberStatus.REQUESTED
        words = _("Rispondere a %(name)s") if asked else _("Sentire %(name)s")
        why = _("Ha chiesto di aderire.") if asked else _("È stato invitato e non ha risposto.")
        yield words % {"name": member}, why
    for one in silent(network):
        reasons = [
            _("Manca dagli ultimi tre incontri.") if one.misses_meetings else "",
            _("Non ha risposto all’ultima rilevazione.") if one.no_answer else "",
        ]
        yield _("Cercare %(name)s") % {"name": one.member}, " ".join(r for r in reasons if r)


def _about_ties(network: Network) -> Iterator[tuple[str, str]]:
    survey = latest_survey(network)
    if survey is None:
        return
    if survey.status == SurveyStatus.OPEN:
        said = progress(survey)
        yield (
            _("Seguire la rilevazione dei rapporti"),
            _("Hanno risposto %(answered)d su %(asked)d; si chiude il %(day)s.")
            % {
                "answered": said.answered,
                "asked": said.asked,
                "day": moments.day(survey.closes_on),
            },
        )
    left: Sequence[object] = unconfirmed(survey)
    if left:
        words = ngettext(
            "Chiedere conferma di un rapporto", "Chiedere conferma di %(n)d rapporti", len(left)
        )
        yield words % {"n": len(left)}, _("Li dice una parte sola.")
