"""Writing a draft: its data, and its parts one at a time. No script is needed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.core.access import require, require_moment
from trama.core.http import see_other
from trama.core.workflow import ActRefused
from trama.notices import lifecycle
from trama.notices.forms import (
    NoticeDataForm,
    PartForm,
    QuestionForm,
    SectionForm,
    SlotForm,
    requirement_form,
)
from trama.notices.lifecycle import StaleEdit
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
    form = NoticeDataForm(request.POST or None, instance=read)
    if form.is_bound and form.is_valid():
        try:
            lifecycle.update_notice(
                notice,
                actor=request.user,
                version=form.cleaned_data["version"],
                programming_acts=list(form.cleaned_data["programming_acts"]),
                **form.changes(),
            )
        except ActRefused as refusal:
            _refuse(form, refusal, notice)
        else:
            messages.success(request, _("Salvato."))
            return see_other("notices:desk", code=notice.code)
    return _form_page(request, notice, form, _("Dati dell’avviso"))


@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    """A new section, requirement, question or document; `?tipo=` says of which kind."""
    notice = _editable(request, code)
    kind = request.GET.get("tipo", "")
    _model(key)
    form = _form_of(key, kind)(request.POST or None, notice=notice, initial={"kind": kind})
    verb = partial(_add, notice, form, request.user)
    if _saved(request, notice, form, verb):
        return _back(notice, key)
    return _form_page(request, notice, form, _title(key))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: AuthenticatedRequest, code: str, key: str, number: int) -> HttpResponse:
    notice = _editable(request, code)
    part = _part(notice, key, number)
    is_requirement = isinstance(part, Requirement)
    initial = dict(part.parameters) if is_requirement else {}
    kind = part.kind if is_requirement else ""
    form = _form_of(key, kind)(request.POST or None, notice=notice, instance=part, initial=initial)
    verb = partial(_edit, notice, form, request.user)
    if _saved(request, notice, form, verb):
        return _back(notice, key)
    return _form_page(request, notice, form, _title(key))


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
    except StaleEdit:
        messages.error(request, _("L’avviso è cambiato mentre lo guardavi: controlla e ripeti."))
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return _back(notice, key)


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


def _saved(
    request: AuthenticatedRequest, notice: Notice, form: PartForm, verb: Callable[[], None]
) -> bool:
    """The form was sent, it is valid, and the verb took it."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        verb()
    except ActRefused as refusal:
        _refuse(form, refusal, notice)
        return False
    messages.success(request, _("Salvato."))
    return True


def _refuse(form: Any, refusal: ActRefused, notice: Notice) -> None:
    """What was written stays in the form; its version becomes today's, so that saving again is
    a choice made knowing."""
    form.add_error(None, str(refusal))
    form.data = form.data.copy()
    form.data["version"] = str(notice.version)


def _back(notice: Notice, key: str) -> HttpResponse:
    return see_other(f"{reverse('notices:desk', args=[notice.code])}#{key}")


def _title(key: str) -> str:
    return {
        SECTIONS: _("Sezione del testo"),
        REQUIREMENTS: _("Requisito"),
        QUESTIONS: _("Domanda del modulo"),
        DOCUMENTS: _("Documento da allegare"),
    }[key]


def _form_page(
    request: AuthenticatedRequest, notice: Notice, form: Any, title: str
) -> HttpResponse:
    is_draft = notice.status == NoticeStatus.DRAFT
    context = {"notice": notice, "form": form, "title": title, "is_draft": is_draft}
    status = 422 if form.is_bound else 200
    return render(request, "notices/form.html", context, status=status if is_draft else 409)
