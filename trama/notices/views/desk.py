"""The office's side: its notices, a new one, and the page from which one is run."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import offices_of, works_on_procedures
from trama.core import clock, starting
from trama.core.access import require
from trama.core.http import made, see_other, sent, show_form
from trama.ledger.queries import timeline
from trama.notices import lifecycle
from trama.notices.forms import NewNoticeForm
from trama.notices.models import Notice, NoticeStatus
from trama.notices.permissions import may_create, may_edit, may_enter
from trama.notices.queries import contents, findings, of_offices, phases, state
from trama.notices.queries.amendments import proposal, proposed
from trama.notices.rules import Severity
from trama.notices.views.checklist import finding_rows, part_lists
from trama.notices.views.steps import next_acts

PER_PAGE = 30
MANY = 50  # earlier notices offered for a copy


def of_office(request: HttpRequest, code: str) -> Notice:
    """The notice, for its own office: 404 if one may not know of it, 403 if it is another's."""
    notice = get_object_or_404(contents(Notice.objects.visible_to(request.user)), code=code)
    require(may_enter(request.user, notice))
    return notice


@require_safe
def office_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every notice of the offices where one works."""
    require(works_on_procedures(request.user))
    page = Paginator(of_offices(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    now = clock.now()
    context = {
        "rows": [(notice, state(notice, now)) for notice in page],
        "page": page,
        "may_create": may_create(request.user),
    }
    return render(request, "notices/office_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """A draft: from the model, from one that an office keeps, from an earlier notice, or empty."""
    require(may_create(request.user))
    offices = offices_of(request.user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)
    earlier = list(of_offices(request.user)[:MANY])
    starts = starting.of(request, starting.NOTICE)
    initial = {"start": NewNoticeForm.KEPT + starts.chosen.key} if starts.chosen else {}
    form = NewNoticeForm(
        sent(request), offices=offices, earlier=earlier, models=starts.models, initial=initial
    )
    if notice := made(form, lambda: _begin(form, request.user, starts), field="code"):
        return see_other("notices:desk", code=notice.code)
    return show_form(request, "notices/new.html", form)


def _begin(form: NewNoticeForm, user: User, starts: starting.Start) -> Notice:
    said = form.cleaned_data
    office, code, title = said["office"], said["code"], said["title"]
    kept = starts.at(said["start"].removeprefix(NewNoticeForm.KEPT))
    if kept.chosen is not None:
        content = kept.chosen.content["notice"]
        notice = lifecycle.create_from_model(
            office, code=code, title=title, content=content, actor=user
        )
        kept.used(title)
        return notice
    if said["start"] == NewNoticeForm.TEMPLATE:
        return lifecycle.create_from_model(office, code=code, title=title, actor=user)
    if said["start"] == NewNoticeForm.EMPTY:
        return lifecycle.create(office, code=code, title=title, actor=user)
    earlier = of_offices(user).filter(code=said["start"]).first()
    if earlier is None:
        raise Http404
    return lifecycle.copy(earlier, office, code=code, title=title or earlier.title, actor=user)


@require_safe
def desk(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """State, what is missing, the next act, the parts, the story."""
    notice = of_office(request, code)
    now = clock.now()
    found = findings(notice)
    is_draft = notice.status == NoticeStatus.DRAFT
    before_adoption = is_draft or notice.status == NoticeStatus.LEGAL_CHECK
    blocks = [finding for finding in found if finding.severity == Severity.BLOCK]
    editable = is_draft and may_edit(request.user, notice)
    context = {
        "notice": notice,
        "now": now,
        "state": state(notice, now),
        "phases": phases(notice, now),
        "is_draft": is_draft,
        "editable": editable,
        "findings": finding_rows(notice, found, editable=editable) if before_adoption else [],
        "blocks": len(blocks),
        "before_adoption": before_adoption,
        "acts": next_acts(request.user, notice, blocks),
        "parts": part_lists(notice),
        "entries": timeline(notice.dossier, public=False),
        "facts": _facts(notice),
        "proposal": proposal(notice),
        "amended": notice.amends,
        "changes": proposed(notice),
    }
    return render(request, "notices/desk.html", context)


def _facts(notice: Notice) -> list[tuple[str, object]]:
    nothing = _("non ancora scritto")
    return [
        (_("Ufficio"), notice.office.name),
        (_("Responsabile"), notice.officer or nothing),
        (_("Atto"), notice.act or _("non ancora adottato")),
        (_("PEC"), notice.pec_address or nothing),
        (_("Giorni per concludere"), notice.answer_days),
    ]
