"""Who takes part in a course: nominated, called when there is a seat, in or out by their own word.

A quota is the seats of the bodies, or of one Direzione. While it is full, whoever is nominated
waits in order; when somebody drops out, the first who waits is called.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.learning import emails
from trama.learning.lifecycle.courses import lock
from trama.learning.lifecycle.questionnaires import ask_late_comer
from trama.learning.models import (
    GOING_ON,
    SINCE_IT_OPENED,
    Acquaintance,
    Certificate,
    CertificateStatus,
    Course,
    CourseStatus,
    Enrolment,
    EnrolmentStatus,
    Side,
)
from trama.learning.queries.courses import active, seats_left, takes_nominations, waiting_list
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.organizations.models import Organization
from trama.programming.models import Strand

MOST_OF_ONE = 60
"""That a body, or a Direzione, nominates: each of them has a letter from us."""


@transaction.atomic
def nominate(
    course: Course,
    sender: Office | Organization,
    *,
    person_name: str,
    email: str,
    strands: Iterable[Strand] = (),
    actor: User,
) -> Enrolment:
    """A person, by their body or their Direzione, until nominations close. With a seat free they
    are called at once; else they wait, and are told at which place."""
    at = clock.now()
    held = lock(course, CourseStatus.ENROLLING)
    if not takes_nominations(held, at):
        raise ActRefused(_("Le candidature sono chiuse. Questa non è stata presa."))
    columns = _check_sender(held, sender)
    address = email.strip().lower()
    if held.enrolments.filter(email=address).exists():
        raise ActRefused(_("Questa persona è già candidata o iscritta: non serve rifarlo."))
    enrolment = Enrolment.objects.create(
        course=held,
        side=Side.ADMINISTRATION if columns["office"] else Side.THIRD_SECTOR,
        **columns,
        person_name=" ".join(person_name.split()),
        email=address,
        nominated_by=actor,
        nominated_at=at,
    )
    enrolment.strands.set(strands)
    events.record(events.Act("nominate", enrolment, actor, at, {"who": enrolment.sender}))
    _call_next(enrolment, at)
    enrolment.refresh_from_db()
    if enrolment.is_waiting:
        emails.lab.tell_waiting(enrolment, waiting_list(enrolment).count(), at=at)
    return enrolment


def _check_sender(course: Course, sender: Office | Organization) -> dict[str, Any]:
    """In which columns it is written, if it may still nominate."""
    office = sender if isinstance(sender, Office) else None
    if office and not course.quotas.filter(office=office).exists():
        raise ActRefused(_("Questa Direzione non ha posti nel percorso. Nulla è stato salvato."))
    columns = {"office": office, "organization": None if office else sender}
    if course.enrolments.filter(**columns).count() >= MOST_OF_ONE:
        raise ActRefused(
            _("Avete già candidato %(most)d persone: di più non se ne prendono. Questa non è stata "
              "salvata.") % {"most": MOST_OF_ONE}
        )  # fmt: skip
    return columns


def _call_next(like: Enrolment, at: datetime) -> None:
    """Of the quota of `like`, whoever waits first, as long as there are seats."""
    free = seats_left(like)
    for enrolment in list(waiting_list(like)[: max(0, free)]):
        Enrolment.objects.filter(pk=enrolment.pk).update(called_at=at)
        enrolment.called_at = at
        events.record(events.Act("call", enrolment, None, at, {"who": enrolment.sender}))
        emails.lab.call(enrolment, at=at)


@transaction.atomic
def write_again(enrolment: Enrolment, *, actor: User) -> None:
    """The letter with the link, once more: to who is to accept, the seat; to who has a
    certificate, that; to the others, their page."""
    at = clock.now()
    if enrolment.called_at is None or enrolment.status == EnrolmentStatus.DROPPED:
        raise ActRefused(_("Si scrive a chi ha un posto: questa persona non ce l’ha."))
    given = Certificate.objects.filter(enrolment=enrolment, status=CertificateStatus.VALID)
    certificate = given.exclude(document=None).select_related("enrolment__course").first()
    if enrolment.status == EnrolmentStatus.NOMINATED:
        emails.lab.call(enrolment, at=at)
    elif certificate is not None:
        emails.lab.send_certificate(certificate, at=at)
    else:
        words = _("Qui sotto c’è di nuovo il collegamento alla tua pagina.")
        emails.lab.write(enrolment, title=enrolment.course.title, text=words, at=at)
    events.record(events.Act("write_again", enrolment, actor, at, {"who": enrolment.sender}))


@transaction.atomic
def write_to_all(course: Course, *, title: str, text: str, actor: User) -> int:
    """A letter to everybody who is in, with the link to their own page; says how many left."""
    at = clock.now()
    people = list(active(lock(course, *SINCE_IT_OPENED)))
    if not people:
        raise ActRefused(_("Non c’è ancora nessuno a cui scrivere. Nulla è partito."))
    refuse_personal_data({"title": title, "text": text}, contacts_are_public=True)
    if emails.lab.has_just_written(people, title=title, at=at):
        raise ActRefused(
            _("Una lettera con questo oggetto è partita da pochi minuti: questa no, ed è qui sotto."
              " Se dice altro, cambia l’oggetto e mandala.")
        )  # fmt: skip
    for enrolment in people:
        enrolment.course = course
        emails.lab.write(enrolment, title=title, text=text, at=at)
    note = {"title": title, "number": len(people)}
    events.record(events.Act("write_to_all", course, actor, at, note))
    return len(people)


@transaction.atomic
def accept(enrolment: Enrolment, *, actor: User | None, link: SignedLink | None = None) -> None:
    """The person takes the seat; in a course that has begun, they attend from now."""
    at = clock.now()
    course = lock(enrolment.course, *GOING_ON)
    if enrolment.called_at is None:
        raise ActRefused(_("Il tuo posto non è ancora libero: ti scriviamo quando lo è."))
    move(
        enrolment,
        EnrolmentStatus.ENROLLED,
        verb="accept",
        actor=actor,
        at=at,
        note={"who": enrolment.sender},
        accepted_at=at,
    )
    if course.status == CourseStatus.RUNNING:
        move(enrolment, EnrolmentStatus.ATTENDING, verb="attend", actor=None, at=at)
        emails.lab.begin(enrolment, at=at)
    ask_late_comer(enrolment, at=at)
    if link is not None:
        use_link(link, at)


@transaction.atomic
def drop(
    enrolment: Enrolment, *, reason: str, actor: User | None, link: SignedLink | None = None
) -> None:
    """Out, by their own word or by who leads; the seat goes to the first who waits."""
    at = clock.now()
    lock(enrolment.course, *GOING_ON)
    note = {"who": enrolment.sender}
    move(
        enrolment,
        EnrolmentStatus.DROPPED,
        verb="drop",
        actor=actor,
        at=at,
        note=note,
        reason=reason,
    )
    if link is not None:
        use_link(link, at)
    _call_next(enrolment, at)


@transaction.atomic
def declare(
    one: Enrolment, others: "QuerySet[Enrolment] | list[Enrolment]", *, actor: User | None
) -> int:
    """With whom a person already works, besides those of their own body; says how many are new."""
    at = clock.now()
    lock(one.course, *GOING_ON)
    among = {found.pk for found in active(one.course)} - {one.pk}
    new = 0
    for other in others:
        if other.pk not in among:
            raise ActRefused(_("Fra loro c’è chi non è di questo percorso. Nulla è cambiato."))
        first, second = sorted((one, other), key=lambda enrolment: enrolment.pk)
        _row, is_new = Acquaintance.objects.get_or_create(
            first=first, second=second, defaults={"course": one.course, "declared_at": at}
        )
        new += is_new
    if new:
        events.record(events.Act("declare", one, actor, at, {"number": new}))
    return new
