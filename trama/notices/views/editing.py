"""Writing a draft: its data, and its parts one at a time. No script is needed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core.access import require, require_moment
from trama.core.http import accepted_in_turn, see_other, sent, show_form
from trama.core.workflow import ActRefused, OutdatedError
from trama.notices import lifecycle
from trama.notices.forms import (
    NoticeDataForm,
    PartForm,
    QuestionForm,
    SectionForm,
    SlotForm,
    requirement_form,
)
from trama.notices.models import Notice, NoticeStatus, Requirement
from trama.notices.permissions import may_edit
from trama.notices.views.checklist import (
    DOCUMENTS,
    MODELS,
    QUESTIONS,
    REQUIREMENTS,
    SECTIONS,
    parts_of,
)
from trama.notices.views.desk import of_office

FORMS: dict[str, type[PartForm]] = {
    SECTIONS: SectionForm,
    QUESTIONS: QuestionForm,
    DOCUMENTS: SlotForm,
}


def _editable(request: AuthenticatedRequest, code: str) -> Notice:
    notice = of_office(request, code)
    require(may_edit(request.user, notice))
    if request.method in {"GET", "HEAD"}:  # what was written in a form is never thrown away
        require_moment(
            notice.status == NoticeStatus.DRAFT,
            _("L’avviso non è in bozza: si può leggere, ma non cambiare. Prima dell’adozione si "
              "può riportare in bozza; dopo serve un nuovo atto."),
            back=reverse("notices:desk", args=[notice.code]),
        )  # fmt: skip
    return notice


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The data of the notice, all in one form."""
    notice = _editable(request, code)
    read = Notice.objects.get(pk=notice.pk)
    form = NoticeDataForm(sent(request), instance=read)

    def verb() -> None:
        lifecycle.update_notice(
            notice,
            actor=request.user,
            version=form.cleaned_data["version"],
            programming_acts=list(form.cleaned_data["programming_acts"]),
            **form.changes(),
        )

    return _written(request, notice, form, verb, title=_("Dati dell’avviso"), back=_desk(notice))


@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    """A new section, requirement, question or document; `?tipo=` says of which kind."""
    notice = _editable(request, code)
    kind = request.GET.get("tipo", "")
    _model(key)
    form = _form_of(key, kind)(sent(request), notice=notice, initial={"kind": kind})
    verb = partial(_add, notice, form, request.user)
    return _written(request, notice, form, verb, title=_title(key), back=_desk(notice, key))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: AuthenticatedRequest, code: str, key: str, number: int) -> HttpResponse:
    notice = _editable(request, code)
    part = _part(notice, key, number)
    is_requirement = isinstance(part, Requirement)
    initial = dict(part.parameters) if is_requirement else {}
    kind = part.kind if is_requirement else ""
    form = _form_of(key, kind)(sent(request), notice=notice, instance=part, initial=initial)
    verb = partial(_edit, notice, form, request.user)
    return _written(request, notice, form, verb, title=_title(key), back=_desk(notice, key))


@require_POST
def remove_part(request: AuthenticatedRequest, code: str, key: str, number: int) -> HttpResponse:
    return _change_place(request, code, key, number, "remove")


@require_POST
def move_part(request: AuthenticatedRequest, code: str, key: str, number: int) -> HttpResponse:
    return _change_place(request, code, key, number, request.POST.get("verso", "su"))


def _change_place(
    request: AuthenticatedRequest, code: str, key: str, number: int, what: str
) -> HttpResponse:
    notice = _editable(request, code)
    part = _part(notice, key, number)
    version = request.POST.get("version", "")
    facts: dict[str, Any] = {
        "actor": request.user,
        "version": int(version) if version.isascii() and version.isdigit() else -1,
    }
    try:
        if what == "remove":
            lifecycle.remove_part(notice, part, **facts)
        else:
            lifecycle.move_part(notice, part, up=what == "su", **facts)
    except OutdatedError:
        messages.error(request, _("L’avviso è cambiato mentre lo guardavi: controlla e ripeti."))
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return see_other(_desk(notice, key))


def _model(key: str) -> Any:
    if key not in MODELS:
        raise Http404
    return MODELS[key]


def _form_of(key: str, kind: str) -> type[PartForm]:
    if key != REQUIREMENTS:
        return FORMS[key]
    try:
        return requirement_form(kind)
    except KeyError:
        raise Http404 from None


def _part(notice: Notice, key: str, number: int) -> Any:
    _model(key)
    parts = parts_of(notice, key)
    if not 1 <= number <= len(parts):
        raise Http404
    return parts[number - 1]


def _add(notice: Notice, form: PartForm, user: User) -> None:
    version = form.cleaned_data["version"]
    lifecycle.add_part(notice, form.part(), actor=user, version=version)


def _edit(notice: Notice, form: PartForm, user: User) -> None:
    version = form.cleaned_data["version"]
    lifecycle.edit_part(notice, form.part(), actor=user, version=version)


def _written(
    request: AuthenticatedRequest,
    notice: Notice,
    form: BaseForm,
    verb: Callable[[], object],
    *,
    title: str,
    back: str,
) -> HttpResponse:
    """The form, until it is valid and the verb takes it: then `back` to the desk."""
    done, now = accepted_in_turn(form, verb, lambda: notice)  # the verb has read it again
    if done:
        messages.success(request, _("Salvato."))
        return see_other(back)
    is_draft = notice.status == NoticeStatus.DRAFT
    context = {"notice": notice, "title": title, "is_draft": is_draft}
    overtaken = now is not None or not is_draft
    return show_form(request, "notices/form.html", form, context, overtaken=overtaken)


def _desk(notice: Notice, key: str = "") -> str:
    """The page of the desk, at a list of parts of the notice."""
    page = reverse("notices:desk", args=[notice.code])
    return f"{page}#{key}" if key else page


def _title(key: str) -> str:
    return {
        SECTIONS: _("Sezione del testo"),
        REQUIREMENTS: _("Requisito"),
        QUESTIONS: _("Domanda del modulo"),
        DOCUMENTS: _("Documento da allegare"),
    }[key]
