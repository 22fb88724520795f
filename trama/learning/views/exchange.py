"""The glossary out and in, as SKOS."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import sent
from trama.learning.formats.skos import read, write
from trama.learning.forms.terms import SkosForm
from trama.learning.lifecycle.exchange import Outcome, take_in
from trama.learning.permissions.terms import may_curate
from trama.learning.queries.exchange import concepts


@login_not_required
@require_safe
def skos(request: HttpRequest) -> HttpResponse:
    """RDF/XML; each concept has the address of its page."""
    scheme = f"{settings.BASE_URL}/glossario/voci/"
    title = f"Glossario · {settings.PLATFORM['owner']}"
    content = write(concepts(), scheme=scheme, title=title)
    response = HttpResponse(content, content_type="application/rdf+xml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="glossario.rdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def skos_import(request: AuthenticatedRequest) -> HttpResponse:
    """First a trial, that says what would come in; then, with the same file, the import."""
    require(may_curate(request.user))
    form = SkosForm(sent(request), request.FILES or None)
    outcome: Outcome | None = None
    trial = "import" not in request.POST
    if form.is_bound and form.is_valid():
        outcome = take_in(read(form.cleaned_data["file"]), actor=request.user, trial=trial)
        if outcome.problems:
            form.add_error("file", _("Il file ha errori: nulla è stato importato."))
    context = {"form": form, "outcome": outcome, "trial": trial}
    status = 422 if form.errors else 200
    return render(request, "learning/skos.html", context, status=status)
