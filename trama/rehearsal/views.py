"""The page from which a rehearsal is run: on this machine alone, among invented people."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trama.core import clock
from trama.core.http import attempted, see_other
from trama.rehearsal import lifecycle, queries
from trama.rehearsal.forms import ClockForm


@login_not_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The clock, what is due, who is who, the letters, the way back to the beginning."""
    _only_in_rehearsal()
    return _home(request, ClockForm())


@login_not_required
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    _only_in_rehearsal()
    form = ClockForm(request.POST)
    if not form.is_valid():
        return _home(request, form, status=422)
    to = form.cleaned_data["to"]
    attempted(request, lambda: lifecycle.send_ahead(to), _("L’orologio è partito."))
    return see_other("rehearsal:home")


@login_not_required
@require_POST
def swap(request: HttpRequest) -> HttpResponse:
    _only_in_rehearsal()
    done = _("I ruoli si scambiano: valgono da domani mattina, e l’orologio ci sta andando.")
    attempted(request, lifecycle.swap, done)
    return see_other("rehearsal:home")


@login_not_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    _only_in_rehearsal()
    lifecycle.begin_again()
    return see_other("rehearsal:home")


def _home(request: HttpRequest, form: ClockForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "now": clock.now(),
        "target": queries.target(),
        "terms": queries.terms(),
        "parts": queries.parts(),
    }
    return render(request, "rehearsal/home.html", context, status=status)


def _only_in_rehearsal() -> None:
    if not settings.REHEARSAL:
        raise Http404
