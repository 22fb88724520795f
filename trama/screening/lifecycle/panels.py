"""The panel: appointed after the deadline, its members declare, one takes another's place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.queries import received_count
from trama.core import clock, events, jobs, moments
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish
from trama.ledger.models import AdministrativeAct, Duty
from trama.notices.lifecycle import close_due, start_screening
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.screening.lifecycle.acts import GivenAct, act_of
from trama.screening.lifecycle.checklists import open_cases
from trama.screening.models import Conflict, Panel, PanelDuty, PanelMember
from trama.screening.queries import published_list


@dataclass(frozen=True)
class Seat:
    """Who sits on the panel, and as what."""

    user: User
    duty: PanelDuty = PanelDuty.MEMBER


@transaction.atomic
def appoint_panel(
    notice: Notice, seats: Iterable[Seat], *, act: AdministrativeAct | GivenAct, actor: User
) -> Panel:
    """Nomina del seggio: refused before the deadline (DM 72/2021, pp. 21-22).

    The notice goes to screening, a case opens for each application received, late ones too.
    """
    at = clock.now()
    seated = list(seats)
    _check_seats(seated)
    deadline = _past_deadline(notice, at)
    adopted = act_of(notice, act, actor=actor, at=at)
    if adopted.adopted_on < day_of(deadline):
        raise ActRefused(
            _("L’atto di nomina è di %(day)s, prima della scadenza: il seggio si nomina dopo. "
              "Nulla è cambiato.") % {"day": moments.long_day(adopted.adopted_on)}
        )  # fmt: skip
    if not received_count(notice):
        raise ActRefused(
            _("Non è arrivata alcuna domanda: l’avviso si chiude senza domande. Nulla è cambiato.")
        )
    start_screening(notice, actor=actor, at=at)
    panel = Panel.objects.create(notice=notice, act=adopted, appointed_at=at)
    PanelMember.objects.bulk_create(
        PanelMember(panel=panel, user=seat.user, duty=seat.duty) for seat in seated
    )
    open_cases(notice)
    names = {"members": sorted(seat.user.pk for seat in seated), "act": str(adopted)}
    events.record(events.Act("appoint_panel", notice, actor, at, names))
    with translation.override("it"):
        title = _("Nomina del seggio")
    publish(notice.code, Duty.PANEL, title, at=at, actor=actor, act=adopted)
    jobs.defer("screening.compute_cases", notice_id=notice.pk)
    return panel


def _past_deadline(notice: Notice, at: datetime) -> datetime:
    """The notice's deadline, refused while applications may still arrive.

    The closing job may be late: a window that has ended is closed here, at its own deadline.
    """
    deadline = notice.closes_at
    if deadline is None or deadline >= at.replace(microsecond=0):
        raise ActRefused(
            _("Il seggio si nomina solo dopo la scadenza delle domande. Nulla è cambiato.")
        )
    if notice.status == NoticeStatus.PUBLISHED:
        close_due()
        notice.refresh_from_db()
    return deadline


def _check_seats(seats: list[Seat]) -> None:
    if len({seat.user.pk for seat in seats}) < len(seats):
        raise ActRefused(_("Una persona è indicata due volte. Nulla è cambiato: correggi."))
    if sum(seat.duty == PanelDuty.CHAIR for seat in seats) != 1:
        raise ActRefused(_("Il seggio ha un presidente, uno solo. Nulla è cambiato: indicalo."))


@transaction.atomic
def substitute(
    member: PanelMember,
    person: User,
    *,
    act: AdministrativeAct | GivenAct,
    since: date,
    actor: User,
) -> PanelMember:
    """Sostituzione di un componente, by an act, from a day: who leaves stays in the record.

    The substitute has the same duty, and declares before opening anything.
    """
    at = clock.now()
    panel = Panel.objects.select_for_update(no_key=True, of=("self",)).get(pk=member.panel_id)
    notice = panel.notice
    if notice.status != NoticeStatus.SCREENING or published_list(notice) is not None:
        raise ActRefused(
            _("L’avviso non è in istruttoria, oppure l’elenco è già pubblicato: il seggio non "
              "cambia. Nulla è cambiato.")
        )  # fmt: skip
    if panel.members.filter(user=person).exists():
        raise ActRefused(
            _("%(who)s è, o è già stato, nel seggio. Nulla è cambiato: scegli un’altra persona.")
            % {"who": person}
        )
    adopted = act_of(notice, act, actor=actor, at=at)
    _check_days(panel, adopted, since)
    if not panel.members.filter(pk=member.pk, left_on=None).update(left_on=since):
        raise ActRefused(_("Questo componente è già stato sostituito. Nulla è cambiato."))
    seat = PanelMember.objects.create(
        panel=panel, user=person, duty=member.duty, replaces=member, act=adopted, seated_on=since
    )
    payload = {"left": member.user_id, "seated": person.pk, "act": str(adopted), "since": since}
    events.record(events.Act("substitute", notice, actor, at, payload))
    with translation.override("it"):
        title = _("Sostituzione di un componente del seggio")
    publish(notice.code, Duty.PANEL, title, at=at, actor=actor, act=adopted)
    return seat


def _check_days(panel: Panel, act: AdministrativeAct, since: date) -> None:
    if act.adopted_on < panel.act.adopted_on:
        raise ActRefused(
            _("L’atto è di %(day)s, prima della nomina del seggio. Nulla è cambiato: correggi.")
            % {"day": moments.long_day(act.adopted_on)}
        )
    if since < act.adopted_on:
        raise ActRefused(
            _("La sostituzione vale dal giorno dell’atto o da dopo. Nulla è cambiato: correggi.")
        )


@transaction.atomic
def declare(member: PanelMember, conflicts: Mapping[Organization, str], *, actor: User) -> None:
    """Dichiarazione sui conflitti di interesse: once, before any content opens; none is a value."""
    at = clock.now()
    declared = PanelMember.objects.filter(pk=member.pk, declared_at=None).update(declared_at=at)
    if not declared:
        raise ActRefused(
            _("La dichiarazione c’è già e non si riscrive: un conflitto nuovo si aggiunge.")
        )
    member.refresh_from_db(fields=["declared_at"])
    _write_conflicts(member, conflicts, actor=actor, at=at, verb="declare")


@transaction.atomic
def add_conflict(
    member: PanelMember, conflicts: Mapping[Organization, str], *, actor: User
) -> None:
    """A conflict that came up later: from now on the member no longer opens or judges that body."""
    at = clock.now()
    if member.declared_at is None:
        raise ActRefused(_("Prima serve la dichiarazione. Nulla è cambiato."))
    _write_conflicts(member, conflicts, actor=actor, at=at, verb="add_conflict")


def _write_conflicts(
    member: PanelMember,
    conflicts: Mapping[Organization, str],
    *,
    actor: User,
    at: datetime,
    verb: str,
) -> None:
    Conflict.objects.bulk_create(
        (
            Conflict(member=member, organization=organization, reason=reason[:300])
            for organization, reason in conflicts.items()
        ),
        ignore_conflicts=True,
    )
    payload = {"conflicts": sorted(organization.pk for organization in conflicts)}
    code = member.panel.notice.code
    events.record(events.Act(verb, member, actor, at, payload, dossier=code))
