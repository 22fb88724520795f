"""The consultation of the draft: opened, answered; remarks by who takes part, or for them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest, signed_in
from trama.core import clock
from trama.core.access import require_moment
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link
from trama.tables.emails.synthesis import CONSULTATION
from trama.tables.forms.paths import ReasonForm
from trama.tables.forms.synthesis import (
    AnswerForm,
    ConsultationForm,
    RemarkForForm,
    RemarkForm,
)
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.synthesis.drafting import WRITTEN_IN
from trama.tables.models import (
    ConsultationRemark,
    ConsultationStatus,
    Participant,
    Path,
    PathDocumentKind,
    PathStatus,
)
from trama.tables.permissions.paths import speaks_for
from trama.tables.queries import synthesis as queries
from trama.tables.queries.path_documents import reading
from trama.tables.views.doors import form_page, require_phase, run_path

ON = "capoverso"
"""In the address: which paragraph one remarks on; without, the whole."""


def _in(request: AuthenticatedRequest, code: str, *phases: PathStatus) -> Path:
    path = run_path(request, code)
    require_phase(path, *phases, back=_worked_on(path))
    return path


def _worked_on(path: Path) -> str:
    return reverse("paths:synthesis_desk", args=[path.code])


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_open(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = _in(request, code, PathStatus.SYNTHESIS_DRAFT)
    form = ConsultationForm(sent(request))
    if accepted(
        form,
        lambda: acts.open_consultation(path, days=form.cleaned_data["days"], actor=request.user),
    ):
        messages.success(
            request, _("La bozza è in consultazione: da adesso la leggono tutti, e chi partecipa "
                       "riceve una lettera.")
        )  # fmt: skip
        return see_other("paths:synthesis_desk", code)
    warning = _(
        "La bozza diventa pubblica com’è adesso, e non si cambia fino alla fine. Chi partecipa "
        "riceve una lettera e può fare osservazioni: a ognuna si risponde."
    )
    return form_page(
        request, path, form, _("Apri la consultazione"), warning, back=_worked_on(path)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def synthesis_reopen(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Back to the draft: it will be consulted again."""
    path = _in(request, code, PathStatus.CONSULTATION)
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: acts.reopen_draft(path, reason=form.cleaned_data["reason"], actor=request.user),
    ):
        messages.success(request, _("Si torna alla bozza: osservazioni e risposte restano."))
        return see_other("paths:synthesis_desk", code)
    return form_page(request, path, form, _("Torna alla bozza"), back=_worked_on(path))


@require_POST
def synthesis_finalize(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    attempted(
        request,
        lambda: acts.finalize(path, actor=request.user),
        _("La sintesi è definitiva. Ora la relazione del responsabile."),
    )
    return see_other("paths:synthesis_desk", code)


@require_http_methods(["GET", "HEAD", "POST"])
def synthesis_remark_for(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Said aloud by who has no e-mail, written by the office: the page says so."""
    path = _in(request, code, PathStatus.CONSULTATION)
    form = RemarkForForm(path, sent(request))
    if accepted(
        form,
        lambda: acts.remark_synthesis(
            path, actor=request.user, acted_for=True, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Osservazione scritta: si vede che l’ha raccolta l’ufficio."))
        return see_other("paths:synthesis_desk", code)
    return form_page(request, path, form, _("Osservazione raccolta a voce"), back=_worked_on(path))


@require_http_methods(["GET", "HEAD", "POST"])
def synthesis_answer(request: AuthenticatedRequest, code: str, remark_uid: UUID) -> HttpResponse:
    path = _in(request, code, *WRITTEN_IN)
    rows = ConsultationRemark.objects.select_related("participant", "paragraph")
    remark = get_object_or_404(rows, path=path, uid=remark_uid)
    remark.path = path
    require_moment(
        remark.status == ConsultationStatus.OPEN,
        _("A questa osservazione si è già risposto."),
        back=reverse("paths:synthesis_desk", args=[code]),
    )
    form = AnswerForm(sent(request))
    written = made(
        form,
        lambda: acts.answer_remark(
            remark,
            accept=form.cleaned_data["outcome"] == ConsultationStatus.ACCEPTED,
            answer=form.cleaned_data["answer"],
            actor=request.user,
        ),
    )
    if written is not None:
        messages.success(request, _("Risposta scritta.") + " " + _told(written=written))
        return see_other("paths:synthesis_desk", code)
    context = {"path": path, "remark": remark}
    return show_form(request, "tables/synthesis_answer.html", form, context)


def _told(*, written: bool) -> str:
    if written:
        return _("Chi l’ha fatta riceve una lettera.")
    return _("Chi l’ha fatta non ha e-mail: va chiamato.")


# ---------------------------------------------------------------- who takes part


def _invited(request: HttpRequest, uid: UUID) -> tuple[Participant, SignedLink | None]:
    """For whoever works for the body, or holds the link to the draft that is consulted now."""
    rows = Participant.objects.select_related("path__notice__office", "organization")
    body = get_object_or_404(rows, uid=uid)
    draft = queries.documents_of(body.path).get(PathDocumentKind.SYNTHESIS_DRAFT)
    if draft is None:
        raise Http404
    link = held_link(request, CONSULTATION, body, version=str(draft.uid))
    if link is None and not speaks_for(request.user, body):
        raise Http404
    return body, link


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, participant_uid: UUID) -> HttpResponse:
    """One's own remarks, and another: on the whole, or on a paragraph chosen from the draft."""
    body, link = _invited(request, participant_uid)
    path = body.path
    form = RemarkForm(path, sent(request), on=request.GET.get(ON, ""))
    actor = signed_in(request)
    if accepted(
        form,
        lambda: acts.remark_synthesis(
            path, participant=body, actor=actor, link=link, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Grazie: l’ufficio risponderà, e lo leggeranno tutti."))
        return see_other("paths:consultation", body.uid)
    draft = queries.documents_of(path)[PathDocumentKind.SYNTHESIS_DRAFT]
    draft.path = path
    synthesis = queries.synthesis_of(path)
    context = {
        "path": path,
        "participant": body,
        "on": _chosen(request, path),
        "is_open": queries.is_consulted(path, synthesis, clock.now()),
        "synthesis": synthesis,
        "mine": list(queries.remarks_of(path).filter(participant=body)),
        "reading": reading(draft, request.GET.get("pagina")),
        "now": clock.now(),
    }
    return show_form(request, "tables/consultation.html", form, context)


def _chosen(request: HttpRequest, path: Path) -> str:
    """The words of the paragraph that one remarks on; empty: the whole."""
    asked = request.POST.get("paragraph") or request.GET.get(ON, "")
    try:
        uid = UUID(asked)
    except ValueError:
        return ""
    found = queries.standing_paragraphs(path).filter(uid=uid).first()
    return found.text if found else ""
