"""What the pages of a notice and of an application show of the screening."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.applications.models import Application
from trama.applications.queries import received_count
from trama.core import clock
from trama.core.panels import Panel as Shown
from trama.notices.models import Notice, NoticeStatus
from trama.screening.models import Panel
from trama.screening.permissions import may_observe
from trama.screening.queries import (
    list_view,
    minutes_owed,
    outcome_for,
    progress,
    published_list,
    status_badge,
    undecided,
)

SCREENED = {NoticeStatus.PUBLISHED, NoticeStatus.CLOSED, NoticeStatus.SCREENING}


def published(request: HttpRequest, notice: Notice) -> Shown | None:
    """On the public page: the list, once it is out."""
    listed = published_list(notice)
    if listed is None:
        return None
    return Shown("screening/_published.html", {"notice": notice, "view": list_view(listed)})


def desk(request: HttpRequest, notice: Notice) -> Shown | None:
    """On the office's page: how far the screening is."""
    panel = Panel.objects.filter(notice=notice).first()
    if panel is None and notice.status not in SCREENED:
        return None
    context = {
        "notice": notice,
        "has_panel": panel is not None,
        "progress": progress(notice) if panel else None,
    }
    return Shown("screening/_desk_panel.html", context)


def next_act(request: HttpRequest, notice: Notice) -> Shown | None:
    """On the office's page, past the deadline: what is to be done now, and where."""
    sentence = _next_sentence(notice)
    if not sentence:
        return None
    return Shown("screening/_next.html", {"notice": notice, "sentence": sentence})


def _next_sentence(notice: Notice) -> str:
    if notice.status == NoticeStatus.SCREENING:
        return _next_of_screening(notice)
    now = clock.now().replace(microsecond=0)
    if notice.status not in SCREENED or notice.closes_at is None or notice.closes_at >= now:
        return ""
    received = received_count(notice)
    if not received:
        return _(
            "Il termine è scaduto e non è arrivata alcuna domanda: ora chi dirige l’ufficio "
            "chiude il procedimento con un atto."
        )
    return ngettext(
        "Il termine è scaduto ed è arrivata %(n)d domanda: ora chi dirige l’ufficio nomina "
        "il seggio.",
        "Il termine è scaduto e sono arrivate %(n)d domande: ora chi dirige l’ufficio nomina "
        "il seggio.",
        received,
    ) % {"n": received}


def _next_of_screening(notice: Notice) -> str:
    if published_list(notice) is not None:
        return ""  # the next act, the tables, has its own button on this page
    left = undecided(notice)
    if not left and minutes_owed(notice):
        return _("Gli esiti ci sono tutti: ora il seggio approva il verbale, poi esce l’elenco.")
    if not left:
        return _("Gli esiti ci sono tutti: ora si pubblica l’elenco.")
    return ngettext(
        "Il seggio esamina le domande: manca %(n)d esito.",
        "Il seggio esamina le domande: mancano %(n)d esiti.",
        left,
    ) % {"n": left}


def own_outcome(request: HttpRequest, application: Application) -> Shown | None:
    """On the body's page of its own application: the outcome, and what it may still say."""
    outcome = outcome_for(application)
    if outcome is None or not (outcome.is_published or outcome.rejection):
        return None
    context = {
        "application": application,
        "outcome": outcome,
        "badge": status_badge(outcome.case.status) if outcome.is_published else None,
        "may_answer": outcome.rejection is not None
        and may_observe(request.user, outcome.rejection),
    }
    return Shown("screening/_own_outcome.html", context)
