"""The path: opened after the list, who takes part, suspended, closed, taken a step further."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of, end_of, working_days_between, working_term
from trama.core.workflow import ActRefused, check_constraints, move
from trama.notices.lifecycle import open_tables
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.organizations.models import Organization
from trama.screening.models import CaseStatus
from trama.screening.queries import published_list
from trama.tables.emails.paths import tell_excluded, tell_readmitted
from trama.tables.models import (
    UNDER_WAY,
    BodySize,
    ContributionStatus,
    Meeting,
    MeetingStatus,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    PathStatus,
    Synthesis,
    TableKind,
    VoteStatus,
    WorkingTable,
)
from trama.tables.rules.bodies import size_of

# Until when somebody may still come in and meetings are still held.
GATHERING = (
    PathStatus.OPENED,
    PathStatus.CALENDARISED,
    PathStatus.PRIORITISING,
    PathStatus.SYNTHESIS_DRAFT,
    PathStatus.CONSULTATION,
)

OVER = (PathStatus.ACT_ADOPTED, PathStatus.FEEDS_PLAN, PathStatus.CLOSED_WITHOUT_ACT)


def locked(path: Path, *allowed: PathStatus) -> Path:
    """The path's row, held to the end of the act; refused when it is not in one of `allowed`
    (when none is named: under way)."""
    found = Path.objects.select_for_update(of=("self",)).select_related("notice").get(pk=path.pk)
    if found.status == PathStatus.SUSPENDED:
        raise ActRefused(_("Il percorso è sospeso: nulla è cambiato. Si riprende con un atto."))
    if found.status not in (allowed or UNDER_WAY):
        raise ActRefused(
            _("Il percorso è in un’altra fase (%(phase)s): qui non si può più. Nulla è cambiato.")
            % {"phase": found.get_status_display()}
        )
    return found


@transaction.atomic
def open_path(
    notice: Notice,
    *,
    actor: User,
    title: str = "",
    purpose: str = "",
    minutes_days: int = 10,
    remarks_days: int = 5,
) -> Path:
    """The admitted bodies take part, all together: the list says which. Twice is refused."""
    at = clock.now()
    held = Notice.objects.select_for_update(of=("self",)).select_related("office").get(pk=notice.pk)
    if Path.objects.filter(notice=held).exists():
        raise ActRefused(_("Il percorso è già aperto. Nulla è cambiato: ricarica."))
    uids = _admitted(held, actor)
    path = Path.objects.create(
        notice=held,
        title=title or held.title,
        purpose=purpose,
        opened_at=at,
        minutes_days=minutes_days,
        remarks_days=remarks_days,
    )
    _take_in(path, uids, at)
    Participant.objects.create(
        path=path,
        kind=ParticipantKind.OFFICE,
        name=held.office.name,
        size=BodySize.OFFICE,
        since=at,
    )
    with override("it"):
        WorkingTable.objects.create(path=path, kind=TableKind.PLENARY, title=_("Plenaria"))
    events.record(events.Act("open", path, actor, at, {"admitted": len(set(uids))}))
    return path


def _admitted(notice: Notice, actor: User) -> list[str]:
    """The bodies that the published list admits, by identifier; opens the tables if need be."""
    if notice.type != NoticeType.COPROGRAMMING:
        raise ActRefused(_("Il percorso si apre solo da un avviso di co-programmazione."))
    if notice.status == NoticeStatus.SCREENING:
        open_tables(notice, actor=actor)
    listed = published_list(notice)
    if notice.status != NoticeStatus.TABLES or listed is None:
        raise ActRefused(
            _("Prima si pubblica l’elenco degli ammessi e si aprono i tavoli. Nulla è cambiato.")
        )
    return [row["organization"] for row in listed.rows if row["outcome"] == CaseStatus.ADMITTED]


def _take_in(path: Path, uids: list[str], at: datetime) -> None:
    bodies = Organization.objects.filter(uid__in=uids).order_by("name_key", "pk")
    Participant.objects.bulk_create(
        Participant(
            path=path,
            kind=ParticipantKind.ADMITTED,
            organization=body,
            name=body.name,
            size=size_of(body),
            email=body.email or body.pec,
            since=at,
        )
        for body in bodies
    )


# ---------------------------------------------------------------- who takes part


@transaction.atomic
def add_heard(
    path: Path,
    *,
    name: str,
    kind: str = ParticipantKind.HEARD,
    email: str = "",
    organization: Organization | None = None,
    actor: User,
) -> Participant:
    """Who is heard although not admitted, or another office of the Comune; never an admitted."""
    at = clock.now()
    held = locked(path, *GATHERING)
    if kind not in {ParticipantKind.HEARD, ParticipantKind.OFFICE}:
        raise ActRefused(_("Gli ammessi li dice l’elenco pubblicato: qui si aggiungono gli altri."))
    size = BodySize.OFFICE if kind == ParticipantKind.OFFICE else BodySize.UNKNOWN
    if organization is not None:
        size = size_of(organization)
    added = Participant(
        path=held, kind=kind, name=name, email=email, organization=organization, size=size, since=at
    )
    check_constraints(added)
    same = held.participants.filter(name__iexact=name.strip(), organization=organization)
    if same.exists():
        raise ActRefused(_("Partecipa già, con questo nome. Nulla è cambiato."))
    added.save()
    events.record(events.Act("add", added, actor, at, {"name": added.name, "kind": kind}))
    return added


@transaction.atomic
def exclude(participant: Participant, *, reason: str, actor: User) -> None:
    """From now on it adds nothing; what it has said stays, with its name. It is told why."""
    at = _end(participant, ParticipantStatus.EXCLUDED, "exclude", reason, actor)
    tell_excluded(participant, at=at)


@transaction.atomic
def leave(participant: Participant, *, reason: str, actor: User) -> None:
    """It goes by its own choice; what it has said stays."""
    _end(participant, ParticipantStatus.LEFT, "leave", reason, actor)


def _end(
    participant: Participant, status: ParticipantStatus, verb: str, reason: str, actor: User
) -> datetime:
    """Whatever the path's moment, until it is over: held, so that nothing is added meanwhile."""
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché: resta agli atti del percorso."))
    held = Path.objects.select_for_update(of=("self",)).get(pk=participant.path_id)
    if held.status in OVER:
        raise ActRefused(
            _("Il percorso è finito: chi ha partecipato resta com’era. Nulla è cambiato.")
        )
    note = {"name": participant.name}
    move(participant, status, verb=verb, actor=actor, at=at, note=note, reason=reason, ended_at=at)
    return at


@transaction.atomic
def readmit(
    path: Path,
    *,
    reason: str,
    actor: User,
    participant: Participant | None = None,
    organization: Organization | None = None,
) -> Participant:
    """A court or the office itself has changed the outcome: the body takes part from now on.

    An excluded participant comes back as it was. A body of the list that was not admitted is named
    as `organization` and is admitted, even if it was heard in the meantime.
    """
    at = clock.now()
    held = locked(path, *GATHERING)
    if not reason.strip():
        raise ActRefused(_("Scrivi con quale atto, o per quale sentenza: resta agli atti."))
    if participant is None and organization is not None:
        _check_applied(held, organization)
        participant = held.participants.filter(organization=organization).first()
    if participant is not None and participant.status == ParticipantStatus.EXCLUDED:
        move(
            participant,
            ParticipantStatus.ACTIVE,
            verb="readmit",
            actor=actor,
            at=at,
            note={"name": participant.name},
            reason=reason,
            ended_at=None,
            kind=ParticipantKind.ADMITTED if organization else participant.kind,
        )
        tell_readmitted(participant, at=at)
        return participant
    if participant is not None or organization is None:
        raise ActRefused(_("Questo ente partecipa già, o si è ritirato. Nulla è cambiato."))
    return _admit_late(held, organization, reason, actor, at)


def _check_applied(path: Path, organization: Organization) -> None:
    """Only a body of the published list, admitted or not, may be admitted by a later act."""
    listed = published_list(path.notice)
    rows = listed.rows if listed else []
    if str(organization.uid) not in {row["organization"] for row in rows}:
        raise ActRefused(
            _("Questo ente non ha presentato domanda: si può sentire, non ammettere. "
              "Nulla è cambiato.")
        )  # fmt: skip


def _admit_late(
    path: Path, organization: Organization, reason: str, actor: User, at: datetime
) -> Participant:
    _take_in(path, [str(organization.uid)], at)
    added = path.participants.get(organization=organization)
    Participant.objects.filter(pk=added.pk).update(reason=reason)
    added.reason = reason
    events.record(events.Act("readmit", added, actor, at, {"name": added.name, "reason": reason}))
    tell_readmitted(added, at=at)
    return added


# ---------------------------------------------------------------- the path's own steps


@transaction.atomic
def suspend(path: Path, *, reason: str, actor: User) -> None:
    """Everything stops as it is, the term of a consultation too; `resume` takes it back."""
    at = clock.now()
    _explained(reason)
    move(
        path,
        PathStatus.SUSPENDED,
        verb="suspend",
        actor=actor,
        at=at,
        note={"reason": reason},
        suspended_from=path.status,
        suspended_at=at,
    )


@transaction.atomic
def resume(path: Path, *, actor: User) -> None:
    """Where it was; a consultation has again the working days that it had left, one at least."""
    at = clock.now()
    if path.status != PathStatus.SUSPENDED:
        raise ActRefused(_("Il percorso non è sospeso. Nulla è cambiato: ricarica."))
    stopped_at, back = path.suspended_at, path.suspended_from
    move(path, back, verb="resume", actor=actor, at=at, suspended_from="", suspended_at=None)
    if back == PathStatus.CONSULTATION and stopped_at is not None:
        _give_back_the_days(path, stopped_at, at)


def _give_back_the_days(path: Path, stopped_at: datetime, at: datetime) -> None:
    read = Synthesis.objects.get(path=path)
    if read.consulted_until is None or read.consulted_until < stopped_at:
        return
    left = working_days_between(day_of(stopped_at), day_of(read.consulted_until))
    last = working_term(day_of(at), max(left, 1))
    read.consulted_until = end_of(last)
    read.save(update_fields=["consulted_until"])


@transaction.atomic
def close_without_act(path: Path, *, reason: str, actor: User) -> None:
    """It ends here, with why (L. 241/1990, art. 3); what was said stays readable."""
    at = clock.now()
    _explained(reason)
    if Meeting.objects.filter(table__path=path, status=MeetingStatus.CONVENED).exists():
        raise ActRefused(_("Ci sono incontri convocati: prima si annullano. Nulla è cambiato."))
    move(
        path,
        PathStatus.CLOSED_WITHOUT_ACT,
        verb="close_without_act",
        actor=actor,
        at=at,
        closing_reason=reason,
    )


def _explained(reason: str) -> None:
    if not reason.strip():
        raise ActRefused(_("Scrivi il motivo: senza, l’atto non vale."))


@transaction.atomic
def advance(
    path: Path, target: PathStatus, *, actor: User, note: dict[str, Any] | None = None, **facts: Any
) -> None:
    """To the next step, or back to the meetings: what R-CP asks of each step is checked here.

    `facts` are other columns of the path that the step fills in (its act, for one).
    """
    at = clock.now()
    locked(path, *UNDER_WAY, PathStatus.ACT_ADOPTED)
    reason = _missing(path, target) or _still_voting(path, target)
    if reason:
        raise ActRefused(reason)
    move(path, target, verb=target.value, actor=actor, at=at, note=note, **facts)


def _missing(path: Path, target: PathStatus) -> str:
    """What the step asks for and is not there; empty: nothing."""
    meetings = Meeting.objects.filter(table__path=path).exclude(status=MeetingStatus.CANCELLED)
    if target == PathStatus.CALENDARISED and not meetings.exists():
        return _("Prima si convoca un incontro. Nulla è cambiato.")
    if target in {PathStatus.PRIORITISING, PathStatus.SYNTHESIS_DRAFT}:
        told = meetings.filter(status=MeetingStatus.PUBLISHED)
        if not told.exists():
            return _("Nessun incontro ha ancora un verbale pubblicato. Nulla è cambiato.")
    if target in {PathStatus.CONSULTATION, PathStatus.SYNTHESIS_FINAL}:  # R-CP-01
        owed = meetings.exclude(status=MeetingStatus.PUBLISHED).order_by("starts_at", "pk").first()
        if owed is not None:
            return _(
                "Manca il verbale pubblicato di «%(title)s»: si pubblica, o si annulla l’incontro "
                "se non si fa. Nulla è cambiato."
            ) % {"title": owed.title}
    if target == PathStatus.SYNTHESIS_FINAL:  # R-CP-02
        open_ones = path.contributions.filter(status=ContributionStatus.DISCUSSED)
        if open_ones.exists():
            return _("Ci sono contributi senza esito: ognuno ne ha uno, con il motivo.")
    return ""


def _still_voting(path: Path, target: PathStatus) -> str:
    """The synthesis waits for the votes that are open or being counted; empty: there are none."""
    under_way = path.votes.filter(status__in=[VoteStatus.OPEN, VoteStatus.CLOSED])
    if target == PathStatus.SYNTHESIS_DRAFT and under_way.exists():
        return _("C’è un voto sulle priorità ancora aperto: si aspetta l’esito, o si annulla.")
    return ""
