"""What people write of a term: a proposal, its card, a definition, a remark, why they contest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require_moment
from trama.core.http import accepted, made, see_other, sent, show_form
from trama.core.ui import Text
from trama.learning.forms.terms import DefinitionForm, EntryForm, ProposalForm, WordsForm, seen_of
from trama.learning.lifecycle import agreeing, writing
from trama.learning.models import Speaker, Term, TermStatus
from trama.learning.queries.terms import current
from trama.learning.views.doors import curated_term, speaking, term_of


def _page(request: AuthenticatedRequest, title: Text, form: BaseForm, **more: Any) -> HttpResponse:
    context = {"title": title, "term": None, "lead": "", "shown": [], **more}
    return show_form(request, "learning/form.html", form, context)


def _here(term: Term) -> str:
    return reverse("learning:term", args=[term.slug])


@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request: AuthenticatedRequest) -> HttpResponse:
    form = ProposalForm(sent(request), speakers=speaking(request))
    term = made(
        form,
        lambda: writing.propose(
            form.entry,
            text=form.cleaned_data["text"],
            example=form.cleaned_data["example"],
            speaker=form.said_by,
        ),
    )
    if term:
        messages.success(request, _("Proposta: adesso tocca all’altra parte dire la sua."))
        return see_other(_here(term))
    lead = _("Basta il significato della tua parte: l’altra parte scriverà il suo.")
    return _page(request, _("Proponi una parola"), form, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = curated_term(request, slug)
    form = EntryForm(sent(request), initial=EntryForm.said_of(term))
    if accepted(form, lambda: writing.describe(term, form.entry, actor=request.user)):
        messages.success(request, _("Scheda corretta: le forme valgono da adesso."))
        return see_other(_here(term))
    lead = _(
        "Le forme valgono subito, in tutte le pagine. Il nome e la fonte entrano in vigore con la "
        "prossima versione."
    )
    return _page(request, _("Scheda della voce"), form, term=term, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def define(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    speakers = speaking(request)
    words = _("Questa voce non è in discussione: per cambiarla aprine la revisione.")
    require_moment(term.status in agreeing.TO_DEFINE, words, back=_here(term))
    known = current(term)
    own = known.get(speakers[0].side)
    initial: dict[str, Any] = dict(seen_of(known))
    if own:
        initial |= {"text": own.text, "example": own.example}
    form = DefinitionForm(sent(request), speakers=speakers, initial=initial)
    if accepted(
        form,
        lambda: agreeing.define(
            term,
            text=form.cleaned_data["text"],
            example=form.cleaned_data["example"],
            seen=form.seen,
            speaker=form.said_by,
        ),
    ):
        messages.success(request, _("Definizione scritta. I consensi di prima non valgono più."))
        return see_other(_here(term))
    return _page(
        request, _("La definizione della tua parte"), form, term=term, shown=list(known.values())
    )


def _words(
    request: AuthenticatedRequest,
    term: Term,
    act: Callable[[str, Speaker], object],
    said: tuple[Text, Text, Text],
) -> HttpResponse:
    """A sentence, said for a side. `said`: the page's title, the field's label, what is answered
    when it is done."""
    title, label, done = said
    form = WordsForm(sent(request), speakers=speaking(request), label=str(label))
    if accepted(form, lambda: act(form.cleaned_data["text"], form.said_by)):
        messages.success(request, str(done))
        return see_other(_here(term))
    return _page(request, title, form, term=term)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    speaking(request)
    words = _("La voce è stata ritirata: non si discute più.")
    require_moment(term.status != TermStatus.WITHDRAWN, words, back=_here(term))
    said = (_("Un’osservazione"), _("Che cosa vuoi dire"), _("La tua osservazione è nella voce."))
    return _words(
        request,
        term,
        lambda text, speaker: agreeing.remark(term, text=text, speaker=speaker),
        said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    speaking(request)
    words = _("Si contesta una voce in discussione, che le due parti hanno definito.")
    require_moment(term.status in agreeing.IN_DISCUSSION, words, back=_here(term))
    said = (
        _("Le due parti non intendono la stessa cosa"),
        _("Su che cosa non siete d’accordo"),
        _("Annotato: la voce si pubblica con le due definizioni una accanto all’altra."),
    )
    return _words(
        request,
        term,
        lambda text, speaker: agreeing.contest(term, reason=text, speaker=speaker),
        said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    term = term_of(request, slug)
    speaking(request)
    words = _("Si rivede una voce pubblicata. Questa si può ancora cambiare così com’è.")
    require_moment(term.status == TermStatus.PUBLISHED, words, back=_here(term))
    said = (
        _("Rivedi la voce"),
        _("Perché va rivista"),
        _("Revisione aperta: finché non finisce resta in vigore la versione di prima."),
    )
    return _words(
        request,
        term,
        lambda text, speaker: agreeing.revise(term, reason=text, speaker=speaker),
        said,
    )
