"""A course as it is designed: who promotes it, its seats, who leads it, its words."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.learning.models import (
    Course,
    CourseStatus,
    CourseSupport,
    DirectionQuota,
    Term,
)
from trama.organizations.models import Organization

MOST_DIRECTIONS = 12
MOST_PEOPLE = 400
SECRET_BYTES = 32
TAKEN = {"nuovo", "attestati"}  # other pages have these addresses


@dataclass(frozen=True, kw_only=True)
class Design:
    """What a course is before anybody is nominated. `support`: role and name of each."""

    columns: Mapping[str, Any]
    quotas: Mapping[Office, int]
    support: Iterable[tuple[str, str]] = field(default_factory=tuple)
    trainers: Iterable[User] = field(default_factory=tuple)


@transaction.atomic
def design(office: Office, plan: Design, *, actor: User) -> Course:
    """A new course of an office, seen by its office and its trainers alone until it opens."""
    at = clock.now()
    _check(plan, at)
    if plan.columns["code"] in TAKEN:
        raise ActRefused(_("Questo codice è l’indirizzo di un’altra pagina: scegline un altro."))
    try:
        with transaction.atomic():
            course = Course.objects.create(
                office=office,
                created_at=at,
                pairing_secret=secrets.token_hex(SECRET_BYTES),
                **plan.columns,
            )
    except IntegrityError as error:
        raise ActRefused(_("C’è già un percorso con questo codice: scegline un altro.")) from error
    _write(course, plan)
    events.record(events.Act("design", course, actor, at, {"title": course.title}))
    return course


@transaction.atomic
def redesign(course: Course, plan: Design, *, actor: User) -> None:
    """Refused once nominations have begun: who sent people counted on those seats."""
    at = clock.now()
    _check(plan, at)
    held = lock(course, CourseStatus.DESIGNED)
    if held.code != plan.columns.get("code", held.code):
        raise ActRefused(_("Il codice resta quello: è nell’indirizzo. Nulla è cambiato."))
    Course.objects.filter(pk=course.pk).update(**plan.columns)
    course.refresh_from_db()
    _write(course, plan)
    events.record(events.Act("redesign", course, actor, at, {"title": course.title}))


@transaction.atomic
def name_trainers(course: Course, trainers: Iterable[User], *, actor: User) -> None:
    """Who leads the course from now on; at any time."""
    at = clock.now()
    named = list(trainers)
    course.trainers.set(named)
    events.record(events.Act("name_trainers", course, actor, at, {"number": len(named)}))


@transaction.atomic
def name_terms(course: Course, terms: Iterable[Term], *, actor: User) -> None:
    """The words of the glossary that the course worked on."""
    at = clock.now()
    named = list(terms)
    course.terms.set(named)
    words = ", ".join(term.label for term in named)
    events.record(events.Act("name_terms", course, actor, at, {"words": words}))


def _check(plan: Design, at: datetime) -> None:
    if len(plan.quotas) > MOST_DIRECTIONS:
        raise ActRefused(
            _("%(n)d Direzioni sono troppe: un percorso ne tiene al massimo %(most)d, o nei gruppi "
              "ciascuna resta sola. Nulla è stato salvato: uniscine alcune, o fai due percorsi.")
            % {"n": len(plan.quotas), "most": MOST_DIRECTIONS}
        )  # fmt: skip
    if not plan.quotas:
        raise ActRefused(_("Dai dei posti ad almeno una Direzione: le due parti imparano insieme."))
    if not plan.columns["third_sector_seats"]:
        raise ActRefused(_("Dai dei posti anche al Terzo settore: le due parti imparano insieme."))
    seats = sum(plan.quotas.values()) + plan.columns["third_sector_seats"]
    if seats > MOST_PEOPLE:
        raise ActRefused(
            _("%(n)d posti sono troppi: un percorso ne ha al massimo %(most)d.")
            % {"n": seats, "most": MOST_PEOPLE}
        )
    if plan.columns["enrolment_closes_at"] <= at:
        raise ActRefused(_("Le candidature chiuderebbero nel passato: controlla giorno e ora."))


def _write(course: Course, plan: Design) -> None:
    course.quotas.all().delete()
    DirectionQuota.objects.bulk_create(
        DirectionQuota(course=course, office=office, seats=seats)
        for office, seats in plan.quotas.items()
    )
    course.support.all().delete()
    named = list(dict.fromkeys(plan.support))
    bodies = {one.name: one for one in Organization.objects.filter(name__in=[n for _r, n in named])}
    offices = {one.name: one for one in Office.objects.filter(name__in=[n for _r, n in named])}
    CourseSupport.objects.bulk_create(
        CourseSupport(
            course=course,
            role=role,
            name=name,
            organization=bodies.get(name),
            office=offices.get(name),
        )
        for role, name in named
    )
    course.trainers.set(plan.trainers)


def lock(course: Course, *statuses: str) -> Course:
    """The course as it is now, held until the act ends; refused in another phase."""
    held = Course.objects.select_for_update().get(pk=course.pk)
    if statuses and held.status not in statuses:
        raise ActRefused(
            _("In questa fase («%(phase)s») non si può. Nulla è cambiato.")
            % {"phase": held.get_status_display()}
        )
    return held
