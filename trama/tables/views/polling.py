"""A vote on priorities as the office runs it: prepared, opened, cancelled; ballots collected."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require, require_moment
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.mailbox.http import letters
from trama.tables.forms.paths import ReasonForm
from trama.tables.forms.votes import BallotForm, OptionForm, VoteForm
from trama.tables.lifecycle import votes as lifecycle
from trama.tables.models import BallotChannel, PriorityVote, VoteStatus
from trama.tables.permissions.paths import may_run
from trama.tables.queries import starts, votes
from trama.tables.views.doors import FROM, chosen_start, form_page, require_phase, run_path
from trama.tables.views.reading import MOST_DIGITS
from trama.tables.views.votes import tell, vote_of

COPIED = ("title", "method", "secrecy", "seats", "budget")


def run_vote(request: AuthenticatedRequest, code: str, uid: UUID) -> PriorityVote:
    vote = vote_of(request, code, uid)
    require(may_run(request.user, vote.path))
    return vote


def _run_draft(request: AuthenticatedRequest, code: str, uid: UUID) -> PriorityVote:
    vote = run_vote(request, code, uid)
    require_moment(
        vote.status == VoteStatus.DRAFT,
        _("Il voto è già stato aperto, o annullato: metodo e opzioni non cambiano più."),
        back=_page_of(vote),
    )
    return vote


def _require_status(vote: PriorityVote, *statuses: VoteStatus) -> None:
    require_moment(
        vote.status in statuses,
        _("Non è il momento: il voto è «%(status)s».") % {"status": vote.get_status_display()},
        back=_page_of(vote),
    )


def _page_of(vote: PriorityVote) -> str:
    return reverse("paths:vote", args=[vote.path.code, vote.uid])


@require_http_methods(["GET", "HEAD", "POST"])
def vote_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """How one votes; the options come next. It may start from an earlier vote."""
    path = run_path(request, code)
    require_phase(path, *lifecycle.CHOOSING, back=reverse("paths:desk", args=[code]))
    models = starts.votes(path)
    chosen = chosen_start(request, models)
    copied = {name: getattr(chosen, name) for name in COPIED} if chosen else {}
    form = VoteForm(sent(request), initial=copied)
    vote = made(form, lambda: lifecycle.prepare(path, actor=request.user, **form.cleaned_data))
    if vote:
        messages.success(request, _("Voto in preparazione: ora le opzioni."))
        return see_other("paths:vote", code, vote.uid)
    context = {"path": path, "models": models, "vote": None}
    return show_form(request, "tables/vote_edit.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_edit(request: AuthenticatedRequest, code: str, vote_uid: UUID) -> HttpResponse:
    vote = _run_draft(request, code, vote_uid)
    form = VoteForm(sent(request), instance=vote)
    if accepted(form, lambda: lifecycle.change_vote(vote, form.cleaned_data, actor=request.user)):
        messages.success(request, _("Voto aggiornato."))
        return see_other("paths:vote", code, vote.uid)
    return show_form(request, "tables/vote_edit.html", form, {"path": vote.path, "vote": vote})


@require_http_methods(["GET", "HEAD", "POST"])
def option_new(request: AuthenticatedRequest, code: str, vote_uid: UUID) -> HttpResponse:
    """It may start from a contribution: its title, its cost, its number."""
    vote = _run_draft(request, code, vote_uid)
    number = request.GET.get(FROM, "")
    is_number = number.isdecimal() and len(number) < MOST_DIGITS
    source = votes.alive(vote.path).filter(number=number).first() if is_number else None
    initial = {"title": source.title, "cost": source.cost, "sources": source.code} if source else {}
    form = OptionForm(vote, sent(request), initial=initial)
    if accepted(form, lambda: lifecycle.put_option(vote, form.draft, actor=request.user)):
        messages.success(request, _("Opzione aggiunta."))
        return see_other("paths:vote", code, vote.uid)
    return form_page(request, vote.path, form, _("Un’opzione"), back=_page_of(vote))


@require_http_methods(["GET", "HEAD", "POST"])
def option_edit(
    request: AuthenticatedRequest, code: str, vote_uid: UUID, option_uid: UUID
) -> HttpResponse:
    vote = _run_draft(request, code, vote_uid)
    option = get_object_or_404(votes.options_of(vote), uid=option_uid)
    form = OptionForm(vote, sent(request), instance=option)
    if accepted(
        form,
        lambda: lifecycle.put_option(vote, form.draft, option=option, actor=request.user),
    ):
        messages.success(request, _("Opzione aggiornata."))
        return see_other("paths:vote", code, vote.uid)
    return form_page(request, vote.path, form, option.title, back=_page_of(vote))


@require_POST
def option_drop(
    request: AuthenticatedRequest, code: str, vote_uid: UUID, option_uid: UUID
) -> HttpResponse:
    vote = run_vote(request, code, vote_uid)
    option = get_object_or_404(vote.options, uid=option_uid)
    attempted(
        request,
        lambda: lifecycle.drop_option(option, actor=request.user),
        _("Opzione tolta. Il contributo da cui nasceva resta."),
    )
    return see_other("paths:vote", code, vote.uid)


@require_POST
@recently_authenticated
def vote_open(request: AuthenticatedRequest, code: str, vote_uid: UUID) -> HttpResponse:
    vote = run_vote(request, code, vote_uid)
    return _write(request, vote, lambda: lifecycle.open_vote(vote, actor=request.user))


@require_POST
def vote_write(request: AuthenticatedRequest, code: str, vote_uid: UUID) -> HttpResponse:
    """To who has come in since the opening."""
    vote = run_vote(request, code, vote_uid)
    return _write(request, vote, lambda: lifecycle.write_again(vote, actor=request.user))


def _write(
    request: AuthenticatedRequest, vote: PriorityVote, act: Callable[[], tuple[int, int]]
) -> HttpResponse:
    attempted(request, act, _written_to)
    return see_other("paths:vote", vote.path.code, vote.uid)


def _written_to(told: tuple[int, int]) -> str:
    """`told`: how many letters left, how many bodies have no address."""
    written, by_voice = told
    said = letters(written)
    if by_voice:
        said += " " + ngettext(
            "Uno non ha e-mail: la sua scheda si raccoglie allo sportello.",
            "%(n)d non hanno e-mail: le loro schede si raccolgono allo sportello.",
            by_voice,
        ) % {"n": by_voice}  # fmt: skip
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def vote_cancel(request: AuthenticatedRequest, code: str, vote_uid: UUID) -> HttpResponse:
    vote = run_vote(request, code, vote_uid)
    _require_status(vote, VoteStatus.DRAFT, VoteStatus.OPEN)
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: lifecycle.cancel_vote(vote, reason=form.cleaned_data["reason"], actor=request.user),
    ):
        messages.success(request, _("Voto annullato. Le schede arrivate restano conservate."))
        return see_other("paths:vote", code, vote.uid)
    title = _("Annulla «%(title)s»") % {"title": vote.title}
    warning = _(
        "Le schede già arrivate restano conservate, non si contano e non si pubblicano. Chi vota "
        "riceve una lettera con il motivo."
    )
    return form_page(request, vote.path, form, title, warning, back=_page_of(vote))


@require_http_methods(["GET", "HEAD", "POST"])
def vote_collect(
    request: AuthenticatedRequest, code: str, vote_uid: UUID, participant_uid: UUID
) -> HttpResponse:
    """The ballot of who has no e-mail, as they say it at the desk. What they said before is not
    shown to whoever collects."""
    vote = run_vote(request, code, vote_uid)
    participant = get_object_or_404(votes.without_address(vote.path), uid=participant_uid)
    if request.method != "POST":  # what arrives late is kept
        _require_status(vote, VoteStatus.OPEN)
    form = BallotForm(vote, list(votes.options_of(vote)), sent(request))
    cast = made(
        form,
        lambda: lifecycle.cast(
            vote,
            participant=participant,
            choices=form.cleaned_data["choices"],
            channel=BallotChannel.DESK,
            actor=request.user,
        ),
    )
    if cast:
        tell(request, cast)
        return see_other("paths:vote", code, vote.uid)
    title = _("Scheda di %(name)s") % {"name": participant.name}
    warning = _(
        "La detta chi vota per l’ente, che non ha un’e-mail. Nell’esito si vede che è arrivata "
        "allo sportello, e chi l’ha raccolta resta scritto."
    )
    return form_page(request, vote.path, form, title, warning, back=_page_of(vote))
