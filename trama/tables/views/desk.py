"""The office's work on a path: opening it, who takes part, stopping it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.core.pages import LongPaginator
from trama.notices.models import Notice
from trama.tables.forms.paths import HeardForm, OpenForm, ReadmitForm, ReasonForm
from trama.tables.lifecycle import paths as lifecycle
from trama.tables.models import ParticipantStatus, Path, PathStatus
from trama.tables.permissions.paths import may_open, may_run, may_stop
from trama.tables.queries import meetings, paths
from trama.tables.views.doors import form_page, path_of, require_phase, run_path
from trama.tables.views.paths import MEETINGS_ON_A_PAGE
from trama.tables.views.reading import Reading, page_asked, reading

ON_A_PAGE = 10


@require_http_methods(["GET", "HEAD", "POST"])
def path_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """From the notice, once its list is out: the admitted bodies take part, all together."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), code=code)
    require(may_open(request.user, notice))
    form = OpenForm(notice, sent(request))
    if accepted(form, lambda: lifecycle.open_path(notice, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Percorso aperto: partecipano gli enti dell’elenco."))
        return see_other("paths:desk", notice.code)
    return show_form(request, "tables/open.html", form, {"notice": notice})


@require_safe
def desk(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    asked = page_asked(request, "incontri")
    read = reading(path)
    context = {
        "path": path,
        "badge": paths.badge_of(path),
        "read": read.keep(lambda: _everybodys(read, asked), "desk", asked),
        "participants": LongPaginator(paths.everybody_of(path), ON_A_PAGE).get_page(
            request.GET.get("partecipanti")
        ),
        "may_stop": may_stop(request.user, path),
        "is_suspended": path.status == PathStatus.SUSPENDED,
        "is_open": path.status in lifecycle.GATHERING,
    }
    return render(request, "tables/desk.html", context)


def _desk(path: Path) -> str:
    return reverse("paths:desk", args=[path.code])


def _everybodys(read: Reading, asked: str) -> dict[str, str]:
    """Of what the office reads here, what anybody may."""
    every = meetings.of_path(read.path).order_by("-starts_at", "-pk")
    held = {"meetings": LongPaginator(every, MEETINGS_ON_A_PAGE).get_page(asked)}
    rooms = {
        "tables": paths.tables_of(read.path),
        "is_open": read.path.status in lifecycle.GATHERING,
    }
    return {
        "next": paths.next_sentence(read.path),
        "sentence": paths.taking_part_words(read.path),
        "tables": read.drawn("tables/_desk_table_list.html", rooms),
        "meetings": read.drawn("tables/_desk_meetings.html", held),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def participant_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    require_phase(path, back=_desk(path))
    form = HeardForm(sent(request))
    if accepted(form, lambda: lifecycle.add_heard(path, actor=request.user, **form.facts)):
        messages.success(request, _("Aggiunto: da oggi è tra chi si invita alla plenaria."))
        return see_other("paths:desk", path.code)
    return form_page(request, path, form, _("Chi altro si sente"), back=_desk(path))


@require_http_methods(["GET", "HEAD", "POST"])
def participant_readmit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A body of the list that was not admitted, and comes in by a later act."""
    path = run_path(request, code)
    require_phase(path, back=_desk(path))
    form = ReadmitForm(sent(request))
    if accepted(
        form,
        lambda: lifecycle.readmit(
            path,
            organization=form.cleaned_data["codice_fiscale"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
        ),
    ):
        messages.success(request, _("Riammesso: partecipa da oggi."))
        return see_other("paths:desk", path.code)
    return form_page(request, path, form, _("Riammetti un ente"), back=_desk(path))


# By the word of the address.
ENDS = {"escludi": lifecycle.exclude, "esce": lifecycle.leave}


@require_http_methods(["GET", "HEAD", "POST"])
def participant_move(
    request: AuthenticatedRequest, code: str, participant_uid: UUID, name: str
) -> HttpResponse:
    """Out, by the office or by its own choice; or in again."""
    path = run_path(request, code)
    participant = get_object_or_404(path.participants, uid=participant_uid)
    if name not in {*ENDS, "riammetti"}:
        raise Http404
    open_to = set(PathStatus) - {*lifecycle.OVER}
    require_phase(
        path, *(lifecycle.GATHERING if name == "riammetti" else open_to), back=_desk(path)
    )
    form = ReasonForm(sent(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        if name == "riammetti":
            lifecycle.readmit(path, participant=participant, reason=reason, actor=request.user)
        else:
            ENDS[name](participant, reason=reason, actor=request.user)

    if accepted(form, act):
        messages.success(request, _("Fatto. Quello che ha detto resta, con il suo nome."))
        return see_other("paths:desk", path.code)
    titles = {
        "escludi": _("Escludi %(name)s"),
        "esce": _("%(name)s si ritira"),
        "riammetti": _("Riammetti %(name)s"),
    }
    is_gone = participant.status != ParticipantStatus.ACTIVE
    title = titles[name] % {"name": participant.name}
    warning = "" if is_gone else _(
        "Da qui in poi non aggiunge più niente: niente contributi, osservazioni, voti. Quello che "
        "ha già detto resta nei verbali e nei contributi, con il suo nome."
    )  # fmt: skip
    return form_page(request, path, form, title, warning, back=_desk(path))


STOPS = {
    "sospendi": (lifecycle.suspend, PathStatus.SUSPENDED),
    "chiudi": (lifecycle.close_without_act, PathStatus.CLOSED_WITHOUT_ACT),
}


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def path_stop(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    """Suspended, or closed without an act: the executive says why."""
    path = path_of(request, code)
    if name not in STOPS:
        raise Http404
    require(may_stop(request.user, path))
    stop, target = STOPS[name]
    require_phase(path, *(one for one in Path.MOVES if target in Path.MOVES[one]), back=_desk(path))
    form = ReasonForm(sent(request))
    if accepted(form, lambda: stop(path, reason=form.cleaned_data["reason"], actor=request.user)):
        messages.success(request, _("Fatto: la pagina del percorso lo dice a tutti."))
        return see_other("paths:path", path.code)
    title = _("Sospendi il percorso") if name == "sospendi" else _("Chiudi senza atto")
    return form_page(request, path, form, title, back=_desk(path))


@require_POST
@recently_authenticated
def path_resume(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = path_of(request, code)
    require(may_stop(request.user, path))
    attempted(
        request, lambda: lifecycle.resume(path, actor=request.user), _("Il percorso riprende.")
    )
    return see_other("paths:desk" if may_run(request.user, path) else "paths:path", path.code)


# Steps that ask for nothing but a button; the others come with their documents.
STEPS = {
    "incontri": PathStatus.CALENDARISED,
    "priorita": PathStatus.PRIORITISING,
}


@require_POST
def path_advance(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    path = run_path(request, code)
    target = STEPS.get(name)
    if target is None:
        raise Http404
    attempted(
        request,
        lambda: lifecycle.advance(path, target, actor=request.user),
        _("Il percorso passa alla fase: %(phase)s.") % {"phase": target.label},
    )
    return see_other("paths:desk", path.code)
