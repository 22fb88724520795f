"""The common ground: what unites and what divides, for everybody; statements and answers."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest, signed_in
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.ledger.http import send_csv
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link
from trama.tables.emails.ground import GROUND
from trama.tables.forms.contributions import ask_speaker, speaker
from trama.tables.forms.ground import ANSWERS, AnswersForm, StatementForm
from trama.tables.forms.paths import ReasonForm
from trama.tables.lifecycle import ground as lifecycle
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import Contribution, Participant, ParticipantStatus, Path, Statement
from trama.tables.permissions.ground import may_act_for, may_state, may_tend
from trama.tables.permissions.paths import bodies_in, participant_of, speaks_for
from trama.tables.queries import starts
from trama.tables.queries.ground import (
    answers_by,
    board,
    by_voice,
    latest_reading,
    open_statements,
    standing_statements,
)
from trama.tables.views.doors import chosen_start, form_page, path_of, require_phase
from trama.tables.views.reading import reading

LIST = "elenco"
"""In the address: every statement on one page, instead of one at a time."""


@login_not_required
@require_safe
def ground(request: HttpRequest, code: str) -> HttpResponse:
    path = path_of(request, code)
    tends = may_tend(request.user, path)
    mine = participant_of(request.user, path)
    context = {
        "path": path,
        "text": reading(path).draw("tables/_ground_text.html", lambda: _text(path)),
        "mine": mine,
        "may_tend": tends,
        "may_state": tends or mine is not None,
        "statements": list(standing_statements(path)) if tends else [],
        "is_open": path.status in GATHERING,
        "by_voice": list(by_voice(path)) if tends else [],
    }
    return render(request, "tables/ground.html", context)


def _text(path: Path) -> dict[str, Any]:
    return {"board": board(path), "is_open": path.status in GATHERING}


@login_not_required
@require_safe
def ground_votes(request: HttpRequest, code: str) -> HttpResponse:
    """The answers without names, as the last reading published them."""
    path = path_of(request, code)
    latest = latest_reading(path)
    rows = latest.content.get("matrix") if latest else None
    if not rows:
        raise Http404
    return send_csv(rows, f"{path.code}-terreno-comune.csv", marked=False)


# ---------------------------------------------------------------- statements


@require_http_methods(["GET", "HEAD", "POST"])
def ground_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A new statement: free, from a contribution (`?contributo=18`), from an earlier path."""
    path = path_of(request, code)
    require(may_state(request.user, path))
    require_phase(path, back=reverse("paths:ground", args=[path.code]))
    source = _source(request, path)
    models = starts.statements(path)
    chosen = chosen_start(request, models)
    start = chosen.text if chosen else source.title[: lifecycle.LONGEST] if source else ""
    form = StatementForm(sent(request), initial={"text": start})
    bodies = list(bodies_in(request.user, path))
    ask_speaker(form, bodies)
    if accepted(
        form,
        lambda: lifecycle.add_statement(
            path,
            text=form.cleaned_data["text"],
            author=speaker(form, bodies) if bodies else None,
            contribution=source,
            actor=request.user,
        ),
    ):
        messages.success(request, _("Affermazione aggiunta: da ora gli enti possono rispondere."))
        return see_other("paths:ground", path.code)
    context = {"path": path, "source": source, "models": models}
    return show_form(request, "tables/ground_new.html", form, context)


def _source(request: HttpRequest, path: Path) -> Contribution | None:
    number = request.GET.get("contributo", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(path.contributions, number=int(number))


@require_http_methods(["GET", "HEAD", "POST"])
def ground_hide(request: AuthenticatedRequest, code: str, statement_uid: UUID) -> HttpResponse:
    path, statement = _tended(request, code, statement_uid)
    require_phase(path, back=reverse("paths:ground", args=[path.code]))
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: lifecycle.hide_statement(
            statement, reason=form.cleaned_data["reason"], actor=request.user
        ),
    ):
        messages.success(request, _("Affermazione tolta: la pagina dice che c’era, e perché."))
        return see_other("paths:ground", path.code)
    title = _("Togli l’affermazione %(n)d") % {"n": statement.number}
    warning = _(
        "«%(text)s» non si leggerà più e le sue risposte non conteranno. Non si torna indietro."
    ) % {"text": statement.text}
    back = reverse("paths:ground", args=[code])
    return form_page(request, path, form, title, warning, back=back)


ENDS = {"chiudi": lifecycle.close_statement, "riapri": lifecycle.reopen_statement}


@require_POST
def ground_end(
    request: AuthenticatedRequest, code: str, statement_uid: UUID, name: str
) -> HttpResponse:
    """Closed to answers, or open again."""
    path, statement = _tended(request, code, statement_uid)
    if name not in ENDS:
        raise Http404
    done = {
        "chiudi": _("Affermazione chiusa: le risposte restano e contano."),
        "riapri": _("Affermazione riaperta alle risposte."),
    }[name]
    attempted(request, lambda: ENDS[name](statement, actor=request.user), done)
    return see_other("paths:ground", path.code)


def _tended(request: AuthenticatedRequest, code: str, uid: UUID) -> tuple[Path, Statement]:
    path = path_of(request, code)
    require(may_tend(request.user, path))
    statement = get_object_or_404(path.statements, uid=uid)
    statement.path = path
    return path, statement


@require_POST
def ground_ask(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = path_of(request, code)
    require(may_tend(request.user, path))
    attempted(request, lambda: lifecycle.ask_opinions(path, actor=request.user), _asked)
    return see_other("paths:ground", path.code)


def _asked(told: tuple[int, int]) -> str:
    """`told`: how many letters left, how many bodies with something to answer have no address."""
    letters, silent = told
    words = ngettext("È partita una lettera.", "Sono partite %(n)d lettere.", letters)
    words %= {"n": letters}
    if not letters:
        words = _("Nessuna lettera: chi ha un’e-mail ha risposto, o l’ha avuta questa settimana.")
    if silent:
        also = ngettext(
            "Un ente non ha e-mail: chiamalo e scrivi tu le risposte.",
            "%(n)d enti non hanno e-mail: chiamali e scrivi tu le risposte.",
            silent,
        )
        words = f"{words} {also % {'n': silent}}"
    return words


# ---------------------------------------------------------------- answers


class Voter(NamedTuple):
    """A body that answers: from its account, from a letter, or by voice through who tends."""

    body: Participant
    link: SignedLink | None
    acted_for: bool


def _voter(request: HttpRequest, uid: UUID) -> Voter:
    rows = Participant.objects.select_related("organization", "path__notice__office")
    body = get_object_or_404(rows, uid=uid)
    link = held_link(request, GROUND, body)
    if link is not None or speaks_for(request.user, body):
        return Voter(body, link, acted_for=False)
    if may_act_for(request.user, body):
        return Voter(body, None, acted_for=True)
    raise Http404


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ground_vote(request: HttpRequest, participant_uid: UUID) -> HttpResponse:
    """One statement at a time, the first not answered yet; or all of them in a list, where one
    changes one's mind."""
    voter = _voter(request, participant_uid)
    path, listed = voter.body.path, LIST in request.GET
    statements = open_statements(path)
    known = answers_by(voter.body)
    form = AnswersForm(statements, dict(known), sent(request))
    actor = signed_in(request)

    def act() -> None:
        lifecycle.vote_statements(
            path,
            participant=voter.body,
            choices=form.choices,
            actor=actor,
            link=voter.link,
            acted_for=voter.acted_for,
        )

    if accepted(form, act):
        messages.success(request, _("Risposta salvata. Si può cambiare finché resta aperta."))
        response = see_other("paths:ground_vote", voter.body.uid)
        response["Location"] += f"?{LIST}=1" if listed else ""
        return response
    missing = [one for one in statements if one.pk not in known]
    context = {
        "path": path,
        "body": voter.body,
        "acted_for": voter.acted_for,
        "is_listed": listed,
        "next": missing[0] if missing else None,
        "done": len(statements) - len(missing),
        "total": len(statements),
        "may_answer": voter.body.status == ParticipantStatus.ACTIVE and path.status in GATHERING,
        "answers": ANSWERS,
    }
    return show_form(request, "tables/ground_vote.html", form, context)
