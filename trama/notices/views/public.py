"""The public face of notices: nobody needs to sign in to read."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core.clock import TramaNow
from trama.notices.formats.calendar import Entry, calendar
from trama.notices.forms import FiltersForm
from trama.notices.models import Channel, Notice
from trama.notices.permissions import may_enter
from trama.notices.queries import NoticeFilters, coming, phases, public_list, state
from trama.notices.queries.summary import pec_counts
from trama.notices.rules import open_at
from trama.notices.views.reading import paper, reading

PER_PAGE = 20


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Open first, then under way, then concluded; filters live in the address."""
    form = FiltersForm(request.GET or None)
    filters = NoticeFilters()
    if form.is_bound and form.is_valid():
        strand = form.cleaned_data["filone"]
        filters = NoticeFilters(
            words=form.cleaned_data["cerca"],
            type=form.cleaned_data["tipo"],
            strand=strand.code if strand else "",
            group=form.cleaned_data["stato"],
        )
    page = Paginator(public_list(filters), PER_PAGE).get_page(request.GET.get("pagina"))
    now = clock.now()
    rows = [(notice, state(notice, now)) for notice in page]
    context = {"form": form, "page": page, "rows": rows, "now": now}
    return render(request, "notices/list.html", context)


@login_not_required
@require_safe
def notice_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A notice with everything one needs to decide, before registering."""
    notices = (
        Notice.objects.visible_to(request.user)
        .select_related("closing_act")
        .annotate(is_open=ExpressionWrapper(open_at(TramaNow()), BooleanField()), now=TramaNow())
    )
    notice = get_object_or_404(notices, code=code)
    asked = vars(notice)  # with what was annotated
    now: datetime = asked["now"]
    read = reading(notice)
    context = {
        "notice": notice,
        "now": now,
        "is_open": asked["is_open"],
        "is_of_office": request.user.is_authenticated and may_enter(request.user, notice),
        "state": state(notice, now),
        "read": read,
        "phases": phases(notice, now, read.days),
        "by_pec": Channel.PEC in notice.channels,
        "pec_counts": pec_counts(notice),
    }
    return render(request, "notices/detail.html", context)


@login_not_required
@require_safe
def notice_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A stable address for the PDF: it leads to the paper in force."""
    notice = get_object_or_404(Notice.objects.public(), code=code)
    made = paper(notice)
    if made is None or made.document is None:
        raise Http404
    return redirect("ledger:public_document", uid=made.document.uid)


@login_not_required
@require_safe
def notice_calendar(request: HttpRequest) -> HttpResponse:
    """Deadlines still to come, for a calendar program (RFC 5545)."""
    now = clock.now()
    entries = []
    for notice in coming(now):
        url = request.build_absolute_uri(reverse("notices:detail", args=[notice.code]))
        facts = {"code": notice.code, "name": notice.name}
        if notice.closes_at:
            title = _("Scadenza delle domande: %(name)s (%(code)s)") % facts
            entries.append(Entry(f"{notice.uid}-scadenza", notice.closes_at, title, url))
        if notice.questions_until and notice.questions_until > now:
            title = _("Ultimo giorno per i quesiti: %(name)s (%(code)s)") % facts
            entries.append(Entry(f"{notice.uid}-quesiti", notice.questions_until, title, url))
    content = calendar(_("Scadenze degli avvisi"), entries, now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="avvisi.ics"'
    return response
