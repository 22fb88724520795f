"""What the pages of a notice and of an application show of the screening."""

from django.http import HttpRequest

from trama.applications.models import Application
from trama.core.panels import Panel as Shown
from trama.notices.models import Notice, NoticeStatus
from trama.screening.models import Panel
from trama.screening.permissions import may_observe
from trama.screening.queries import list_view, outcome_for, progress, published_list, status_badge

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
