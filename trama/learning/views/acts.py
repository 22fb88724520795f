"""Acts on a term that need no words: consent, publication, and thinking again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require
from trama.core.http import attempted, see_other
from trama.learning.forms.terms import ConsentForm, SpeakerForm
from trama.learning.lifecycle import agreeing
from trama.learning.models import Term
from trama.learning.permissions.terms import may_drop
from trama.learning.views.doors import curated_term, speaking, term_of


def _back(term: Term) -> HttpResponse:
    return see_other("learning:term", term.slug)


def _spoken(
    request: AuthenticatedRequest,
    term: Term,
    form: SpeakerForm,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """An act in the name of whoever the form says."""
    if form.is_valid():
        attempted(request, act, done)
    else:
        words = _("Non si capisce a nome di chi parli, o che cosa hai letto. Riprova.")
        messages.error(request, words)
    return _back(term)


@require_POST
def consent(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """To the two definitions that were on the page."""
    term = term_of(request, slug)
    form = ConsentForm(request.POST, speakers=speaking(request))
    return _spoken(
        request,
        term,
        form,
        lambda: agreeing.consent(term, seen=form.seen, speaker=form.said_by),
        _("Consenso dato. Finché la voce non è pubblicata lo puoi ritirare."),
    )


@require_POST
def withdraw_consent(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    form = SpeakerForm(request.POST, speakers=speaking(request))
    done = _("Consenso ritirato: la voce è in discussione.")
    return _spoken(
        request, term, form, lambda: agreeing.withdraw_consent(term, speaker=form.said_by), done
    )


@require_POST
def discuss_again(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    form = SpeakerForm(request.POST, speakers=speaking(request))
    done = _("La voce è di nuovo in discussione: i consensi dati non valgono più.")
    return _spoken(
        request, term, form, lambda: agreeing.discuss_again(term, speaker=form.said_by), done
    )


@require_POST
@recently_authenticated
def publish(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = curated_term(request, slug)
    attempted(
        request,
        lambda: agreeing.publish(term, actor=request.user),
        _("Pubblicata: da adesso le pagine spiegano così questa parola."),
    )
    return _back(term)


@require_POST
def drop(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Close a proposal, or a revision, that leads nowhere."""
    term = term_of(request, slug)
    require(may_drop(request.user, term))
    attempted(request, lambda: agreeing.drop(term, actor=request.user), _("Chiusa."))
    return _back(term)
