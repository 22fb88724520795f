"""A vote on priorities as everybody reads it, its files, and the ballot of a body."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import signed_in
from trama.core import clock, moments
from trama.core.http import made, see_other, sent, show_form
from trama.ledger.http import send_csv, send_document
from trama.ledger.models import Document
from trama.ledger.queries import read_document
from trama.mailbox.queries import held_link
from trama.tables.emails.votes import VOTE
from trama.tables.formats.ballots import csv_rows, from_json
from trama.tables.forms.votes import BallotForm
from trama.tables.lifecycle.votes import cast
from trama.tables.models import Ballot, BallotChannel, Participant, PriorityVote, VoteStatus
from trama.tables.permissions.paths import may_run, participant_of, speaks_for
from trama.tables.queries import outcomes, votes
from trama.tables.views.doors import path_of
from trama.tables.views.reading import Reading, reading


def vote_of(request: HttpRequest, code: str, uid: UUID) -> PriorityVote:
    path = path_of(request, code)
    visible = PriorityVote.objects.visible_to(request.user).select_related("published")
    vote = get_object_or_404(visible, path=path, uid=uid)
    vote.path = path
    return vote


@login_not_required
@require_safe
def vote_page(request: HttpRequest, code: str, vote_uid: UUID) -> HttpResponse:
    """Before the close: what is voted on, how, until when, and how many have voted; after the
    count: what was chosen, why, and how to count again. Never a partial result, to anybody."""
    vote = vote_of(request, code, vote_uid)
    read = reading(vote.path)
    context: dict[str, Any] = {
        "path": vote.path,
        "vote": vote,
        "badge": votes.badge_of(vote, read.now),
        "now": read.now,
        "may_run": may_run(request.user, vote.path),
    }
    if vote.status == VoteStatus.COUNTED:
        return render(request, "tables/outcome.html", context | _outcome(vote))
    context["text"] = _text(request, read, context)
    if vote.status == VoteStatus.OPEN:
        context |= _open(request, vote)
    if context["may_run"]:
        context |= _to_prepare(vote)
    return render(request, "tables/vote.html", context)


def _on_the_ballot(vote: PriorityVote) -> dict[str, Any]:
    options = list(votes.options_of(vote))
    return {"vote": vote, "options": options, "method": outcomes.method_words(vote, len(options))}


def _text(request: HttpRequest, read: Reading, context: dict[str, Any]) -> SafeString:
    """How one votes, and on what. While it is prepared who runs it finds their acts there too."""
    vote, template = context["vote"], "tables/_vote_text.html"
    if vote.status == VoteStatus.DRAFT:
        return read.drawn(template, context | _on_the_ballot(vote), request)
    return read.draw(template, lambda: {**_on_the_ballot(vote), "may_run": False}, vote)


def _outcome(vote: PriorityVote) -> dict[str, Any]:
    ballot = _on_the_ballot(vote)
    options = ballot["options"]
    standings = outcomes.standings(vote, options)
    chosen = [one for one in standings if one.position]
    answer = [f"{one.position}. {one.option.title} ({one.option.uid})" for one in chosen]
    return {
        **ballot,
        "chosen": chosen,
        "others": [one for one in standings if not one.position],
        "sentence": outcomes.sentence(vote),
        "spent": outcomes.spent_words(vote),
        "electorate": outcomes.electorate_words(vote),
        "dissents": votes.dissents(options),
        "answer": [*answer, "Uguale all’esito pubblicato."],
    }


def _open(request: HttpRequest, vote: PriorityVote) -> dict[str, Any]:
    mine = participant_of(request.user, vote.path)
    return {
        "turnout": votes.turnout(vote),
        "mine": mine if mine is not None and mine.kind in votes.VOTING else None,
    }


def _to_prepare(vote: PriorityVote) -> dict[str, Any]:
    """What the office finds here: what is missing, what could be added, for whom it collects."""
    if vote.status == VoteStatus.DRAFT:
        return {
            "lacks": votes.lacks_to_open(vote, clock.now()),
            "proposable": votes.proposable(vote),
        }
    if vote.status == VoteStatus.OPEN:
        return {"to_collect": list(votes.without_address(vote.path))}
    return {}


# ---------------------------------------------------------------- the published files


def _published(request: HttpRequest, code: str, uid: UUID) -> Document:
    """The file of an outcome; not there before the count."""
    vote = vote_of(request, code, uid)
    if vote.published is None:
        raise Http404
    return vote.published


@login_not_required
@require_safe
def vote_file(request: HttpRequest, code: str, vote_uid: UUID) -> HttpResponseBase:
    return send_document(_published(request, code, vote_uid))


@login_not_required
@require_safe
def ballots_file(request: HttpRequest, code: str, vote_uid: UUID) -> HttpResponse:
    with read_document(_published(request, code, vote_uid)) as content:
        publication = from_json(content.read())
    return send_csv(csv_rows(publication), "schede.csv", marked=False)


# ---------------------------------------------------------------- the ballot


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, vote_uid: UUID, participant_uid: UUID) -> HttpResponse:
    """For whoever works for the body, or holds the link of its letter. Until the close it may be
    changed; a page left open past it is still sent, and kept as late."""
    opened = PriorityVote.objects.exclude(seed_commitment="").select_related("path__notice__office")
    vote = get_object_or_404(opened, uid=vote_uid)
    participant = get_object_or_404(vote.path.participants, uid=participant_uid)
    link = held_link(request, VOTE, participant, version=str(vote.uid))
    if link is None and not speaks_for(request.user, participant):
        raise Http404
    kept = votes.ballot_in_time(vote, participant)
    options = list(votes.options_of(vote))
    form = BallotForm(vote, options, sent(request), kept.choices if kept else ())
    arrived = made(
        form,
        lambda: cast(
            vote,
            participant=participant,
            choices=form.cleaned_data["choices"],
            channel=BallotChannel.LINK if link else BallotChannel.WEB,
            actor=signed_in(request),
            link=link,
        ),
    )
    if arrived:
        tell(request, arrived)
        return see_other("paths:ballot", vote.uid, participant.uid)
    return _ballot_page(request, vote, participant, form, kept)


def tell(request: HttpRequest, arrived: Ballot) -> None:
    """What became of a ballot that was sent, with the second at which it arrived."""
    at = moments.instant_seconds(arrived.cast_at)
    if arrived.is_late:
        messages.warning(
            request,
            _("La scheda è arrivata %(at)s, dopo la chiusura: è conservata e non si conta.")
            % {"at": at},
        )
    else:
        messages.success(request, _("Scheda arrivata %(at)s. Fino alla chiusura si può cambiare, "
                                    "e conta l’ultima.") % {"at": at})  # fmt: skip


def _ballot_page(
    request: HttpRequest,
    vote: PriorityVote,
    participant: Participant,
    form: BallotForm,
    kept: Ballot | None,
) -> HttpResponse:
    now = clock.now()
    titles = {uid: option.title for uid, option in form.options.items()}
    context = {
        "path": vote.path,
        "vote": vote,
        "participant": participant,
        "kept": kept,
        "kept_titles": [titles[uid] for uid in kept.choices] if kept else [],
        "options": list(form.options.values()),
        "method": outcomes.method_words(vote, len(titles)),
        "may_vote": vote.status == VoteStatus.OPEN and vote.opens_at <= now <= vote.closes_at,
        "are_few": votes.turnout(vote).are_few,
        "now": now,
    }
    return show_form(request, "tables/ballot.html", form, context)
