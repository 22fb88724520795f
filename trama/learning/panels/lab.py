"""The lab where other pages are: on the office's desk what is due, on one's profile one's own."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.clock import TramaNow
from trama.core.deadlines import ROME, day_of
from trama.core.panels import Panel
from trama.core.ui import Due, urgency
from trama.learning.lifecycle.questionnaires import SIX_MONTHS
from trama.learning.models import (
    Course,
    CourseQuestion,
    CourseStatus,
    Moment,
    Practice,
    PracticeStatus,
    Questionnaire,
    Session,
    SessionStatus,
)
from trama.learning.queries.courses import ended_at, enrolments_of

AHEAD = timedelta(days=14)
ON_THE_DESK = 20


def terms(user: User) -> Iterable[Due]:
    """Of the courses of one's offices: nominations that close, a course to close, what is to be
    asked six months later; of others', where one's office has seats; results of practices. One
    query."""
    ours, soon = offices_of(user), TramaNow() + Value(AHEAD)
    closing = Course.objects.filter(
        office__in=ours, status=CourseStatus.ENROLLING, enrolment_closes_at__lte=soon
    )
    invited = Course.objects.filter(
        quotas__office__in=ours,
        status=CourseStatus.ENROLLING,
        enrolment_closes_at__gt=TramaNow(),
        enrolment_closes_at__lte=soon,
    ).exclude(office__in=ours)
    last = Questionnaire.objects.filter(course=OuterRef("pk"), moment=Moment.SIX_MONTHS)
    questions = CourseQuestion.objects.filter(course=OuterRef("pk"))
    to_ask = Course.objects.filter(
        Exists(questions),
        ~Exists(last),
        office__in=ours,
        status=CourseStatus.FOLLOW_UP,
        closed_at__lte=soon - Value(SIX_MONTHS),
    )
    results = Practice.objects.filter(
        office__in=ours, result_due_on__lte=TruncDate(soon, tzinfo=ROME), result_at=None
    ).exclude(status=PracticeStatus.REJECTED)
    rows = _told(closing, "closing", F("code"), F("enrolment_closes_at")).union(
        _told(invited.distinct(), "invited", F("code"), F("enrolment_closes_at")),
        _told(_to_close(ours), "to_close", F("code"), ended_at()),
        _told(to_ask, "to_ask", F("code"), F("closed_at") + Value(SIX_MONTHS)),
        _told(results, "result", F("uid"), F("result_due_on")),
        all=True,
    )
    for kind, key, title, due_at in rows.order_by("due_at", "key")[:ON_THE_DESK]:
        yield _due(kind, key, title, day_of(due_at))


def _to_close(offices: QuerySet[Office]) -> QuerySet[Course]:
    """Their courses of which the last session is over."""
    sessions = Session.objects.filter(course=OuterRef("pk"))
    return Course.objects.alias(over_at=ended_at()).filter(
        Exists(sessions.exclude(status=SessionStatus.CANCELLED)),
        office__in=offices,
        status=CourseStatus.RUNNING,
        over_at__lte=TramaNow(),
    )


def _told(
    rows: QuerySet[Any], kind: str, key: F, due_at: Combinable
) -> "QuerySet[Any, tuple[str, str, str, datetime]]":
    """Each in the same four columns: what it is, its key, its title, when."""
    told = rows.order_by().annotate(
        kind=Value(kind), key=Cast(key, CharField()), due_at=Cast(due_at, DateTimeField())
    )
    columns: QuerySet[Any, tuple[str, str, str, datetime]] = told.values_list(
        "kind", "key", "title", "due_at"
    )
    return columns


WORDS = {
    "closing": (gettext_lazy("Chiudono le candidature."), "learning:course_desk"),
    "invited": (
        gettext_lazy("La tua Direzione ha dei posti: candida chi vuole partecipare."),
        "learning:nominate",
    ),
    "to_close": (
        gettext_lazy(
            "Le sessioni sono finite: concludi il percorso, o metti in calendario quelle "
            "che mancano."
        ),
        "learning:course_desk",
    ),
    "to_ask": (
        gettext_lazy("A sei mesi si chiede che cosa è cambiato: le lettere partono da sole."),
        "learning:questionnaires",
    ),
    "result": (gettext_lazy("Sono passati sei mesi: che cosa ne è venuto?"), "learning:practice"),
}


def _due(kind: str, key: str, title: str, on: date) -> Due:
    today = day_of(clock.now())
    why, name = WORDS[kind]
    return Due(
        on=on,
        title=title,
        why=why,
        url=reverse(name, args=[key]),
        state=urgency(on, today),
    )


def mine(request: HttpRequest, thing: Any) -> Panel | None:
    """On one's profile: the courses one leads or takes part in."""
    if not isinstance(request.user, User):
        return None
    context = {
        "led": list(Course.objects.filter(trainers=request.user).order_by("-created_at", "-pk")),
        "enrolments": list(
            enrolments_of(request.user).select_related("course").order_by("-nominated_at", "-pk")
        ),
    }
    return Panel("learning/lab/_mine.html", context) if any(context.values()) else None
