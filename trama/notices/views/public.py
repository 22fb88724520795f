"""The public face of notices: nobody needs to sign in to read."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core.ui import Link
from trama.ledger.models import Duty, Publication
from trama.ledger.queries import checklist, timeline
from trama.notices.formats.calendar import Entry, calendar
from trama.notices.forms import FiltersForm
from trama.notices.models import Channel, Notice
from trama.notices.permissions import may_enter
from trama.notices.queries import (
    NoticeFilters,
    coming,
    contents,
    expected,
    phases,
    public_list,
    standing,
    state,
)
from trama.notices.queries.page import questions, requirements, sections
from trama.notices.queries.summary import (
    how_to_apply,
    pec_counts,
    signing,
    theme_labels,
    what_one_gets,
    who_can,
)
from trama.notices.rules import open_at

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
    notice = get_object_or_404(contents(Notice.objects.visible_to(request.user)), code=code)
    now = clock.now()
    text = sections(notice)
    context = {
        "notice": notice,
        "now": now,
        "is_open": Notice.objects.filter(open_at(now), pk=notice.pk).exists(),
        "is_of_office": request.user.is_authenticated and may_enter(request.user, notice),
        "state": state(notice, now),
        "standing": standing(notice),
        "phases": phases(notice, now),
        "sections": text,
        "index": _index(notice, [(part.anchor, part.title) for part in text]),
        "requirements": requirements(notice, theme_labels()),
        "questions": questions(notice),
        "who_can": who_can(notice),
        "how": how_to_apply(notice),
        "gets": what_one_gets(notice),
        "signing": signing(notice),
        "by_web": Channel.WEB in notice.channels,
        "by_pec": Channel.PEC in notice.channels,
        "pec_counts": pec_counts(notice),
        "rows": checklist(notice.dossier, expected(notice)),
        "pdf": _pdf(notice),
        "entries": timeline(notice.dossier, public=True),
    }
    return render(request, "notices/detail.html", context)


def _index(notice: Notice, text: list[tuple[str, str]]) -> list[Link]:
    places = list(text)
    if notice.questions.all():
        places.append(("modulo", _("Le domande del modulo")))
    if notice.document_slots.all():
        places.append(("documenti", _("Documenti da allegare")))
    places += [
        ("atti", _("Atti pubblicati")),
        ("percorso", _("Storia del procedimento")),
        ("contatto", _("Chi risponde")),
    ]
    return [Link(label, f"#{anchor}") for anchor, label in places]


def _pdf(notice: Notice) -> Publication | None:
    """The notice on paper, once the job has made it."""
    made = Publication.objects.filter(
        dossier=notice.dossier, duty=Duty.NOTICE, document__isnull=False
    )
    return made.select_related("document").order_by("published_at", "pk").first()


@login_not_required
@require_safe
def notice_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A stable address for the PDF: it leads to the document as it was published."""
    notice = get_object_or_404(Notice.objects.public(), code=code)
    made = _pdf(notice)
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
