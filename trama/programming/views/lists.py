"""The code lists of strands, themes and targets, as the steward keeps them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, see_other, sent, show_form
from trama.core.ui import Link
from trama.programming import lifecycle, queries
from trama.programming.forms import EntryForm
from trama.programming.models import CodeListEntry
from trama.programming.permissions import may_keep_lists


@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The first of the lists."""
    require(may_keep_lists(request.user))
    return redirect("programming:entries", name=next(iter(queries.LISTS)))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_list(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """A list and, under it, the form of a new word."""
    model = _model(name)
    require(may_keep_lists(request.user))
    form = EntryForm(sent(request))
    if accepted(form, lambda: lifecycle.add_entry(model, **form.cleaned_data, actor=request.user)):
        messages.success(request, _("Voce aggiunta."))
        return see_other("programming:entries", name=name)
    return _page(request, name, form)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: AuthenticatedRequest, name: str, code: str) -> HttpResponse:
    entry = get_object_or_404(_model(name)._default_manager.all(), code=code)
    require(may_keep_lists(request.user))
    labels = {"label_it": entry.label_it, "label_en": entry.label_en}
    form = EntryForm(sent(request), initial=labels)
    if form.is_valid():
        lifecycle.rename_entry(entry, **form.cleaned_data, actor=request.user)
        messages.success(request, _("Voce rinominata."))
        return see_other("programming:entries", name=name)
    return show_form(request, "programming/entry.html", form, {"entry": entry, "name": name})


@require_POST
def entry_retire(request: AuthenticatedRequest, name: str, code: str) -> HttpResponse:
    """The button says whether the word is retired or taken up again."""
    entry = get_object_or_404(_model(name)._default_manager.all(), code=code)
    require(may_keep_lists(request.user))
    retired = request.POST.get("act") != "restore"
    lifecycle.retire_entry(entry, retired=retired, actor=request.user)
    messages.success(request, _("Voce ritirata.") if retired else _("Voce ripresa."))
    return see_other("programming:entries", name=name)


def _model(name: str) -> type[CodeListEntry]:
    if name not in queries.LISTS:
        raise Http404
    return queries.LISTS[name]


def _page(request: HttpRequest, name: str, form: EntryForm) -> HttpResponse:
    labels = {"filoni": _("Filoni"), "temi": _("Temi"), "destinatari": _("Destinatari")}
    context = {
        "name": name,
        "label": labels[name],
        "entries": list(queries.entries(_model(name))),
        "tabs": [
            Link(labels[one], reverse("programming:entries", args=[one]), current=one == name)
            for one in queries.LISTS
        ],
    }
    return show_form(request, "programming/entries.html", form, context)
