"""Votes on priorities: prepared, opened, voted in, cancelled. The close is in `counting`."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock
from trama.core import events as book
from trama.core.models import next_number
from trama.core.workflow import ActRefused, check_constraints, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.notices.rules import in_time
from trama.tables.emails import votes as letters
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.paths import advance, locked
from trama.tables.models import (
    Ballot,
    BallotChannel,
    Contribution,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    PathStatus,
    PriorityVote,
    VoteMethod,
    VoteOption,
    VoteStatus,
)
from trama.tables.queries.votes import electors, lacks_to_open
from trama.tables.rules.voting import SECRET_BYTES, commitment

# When priorities are chosen: opening a vote takes the path there.
CHOOSING = (PathStatus.CALENDARISED, PathStatus.PRIORITISING)
MOST_LATE = 3
"""Different ballots of a body that are kept after the close: none of them counts."""


class OptionDraft(NamedTuple):
    """What may become a priority: `cost` in euro, not read where places are voted on."""

    title: str
    text: str
    cost: Decimal | None
    contributions: Sequence[Contribution]


# ---------------------------------------------------------------- prepared


@transaction.atomic
def prepare(
    path: Path,
    *,
    title: str,
    method: str,
    secrecy: str,
    opens_at: datetime,
    closes_at: datetime,
    seats: int | None = None,
    budget: Decimal | None = None,
    options: Iterable[OptionDraft] = (),
    actor: User,
) -> PriorityVote:
    """A draft: either so many `seats`, or a `budget` that the options' costs share. The same
    again, as a double click does, is the same draft."""
    at = clock.now()
    held = locked(path, *CHOOSING)
    facts = {
        "title": title,
        "method": method,
        "secrecy": secrecy,
        "seats": seats,
        "budget": budget,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
    if known := held.votes.filter(status=VoteStatus.DRAFT, **facts).first():
        return known
    vote = PriorityVote(path=held, **facts)
    check_constraints(vote)
    vote.save()
    for option in options:
        _put(vote, VoteOption(vote=vote), OptionDraft(*option))
    book.record(book.Act("prepare", vote, actor, at, {"title": title, "method": method}))
    return vote


@transaction.atomic
def change_vote(vote: PriorityVote, facts: Mapping[str, Any], *, actor: User) -> None:
    """Until it is opened everything may change."""
    at = clock.now()
    held = _draft(vote)
    for name, value in facts.items():
        setattr(held, name, value)
    check_constraints(held)
    held.save(update_fields=[*facts])
    if held.budget is None:
        held.options.update(cost=1)
    book.record(book.Act("change_vote", held, actor, at, {"title": held.title}))


def _draft(vote: PriorityVote) -> PriorityVote:
    locked(vote.path, *CHOOSING)
    rows = PriorityVote.objects.select_for_update(of=("self",)).select_related("path__notice")
    held = rows.get(pk=vote.pk)
    if held.status != VoteStatus.DRAFT:
        raise ActRefused(
            _("Il voto è già stato aperto, o annullato: metodo e opzioni non cambiano più.")
        )
    return held


@transaction.atomic
def put_option(
    vote: PriorityVote, draft: OptionDraft, *, actor: User, option: VoteOption | None = None
) -> VoteOption:
    """A new option, or another wording of one; with the contributions that it comes from. The
    same again, as a double click does, is the same option."""
    at = clock.now()
    held = _draft(vote)
    option = option or held.options.filter(title=draft.title, text=draft.text).first()
    put = _put(held, option or VoteOption(vote=held), draft)
    book.record(book.Act("put_option", held, actor, at, {"option": put.title}))
    return put


def _put(vote: PriorityVote, option: VoteOption, draft: OptionDraft) -> VoteOption:
    """What is grounded is asked at the opening: a draft may still lack it."""
    refuse_names(title=draft.title, text=draft.text)
    option.title, option.text = draft.title, draft.text
    option.cost = Decimal(1)
    if vote.budget is not None:
        if not draft.cost or draft.cost <= 0:
            raise ActRefused(
                _("«%(title)s» non ha un costo: serve, perché il bilancio si divide.")
                % {"title": draft.title}
            )
        option.cost = draft.cost
    if any(one.path_id != vote.path_id for one in draft.contributions):
        raise ActRefused(_("Un contributo è di un altro percorso. Nulla è cambiato."))
    if option._state.adding:
        option.position = next_number(vote.options, "position")
    option.save()
    option.contributions.set(draft.contributions)
    return option


@transaction.atomic
def drop_option(option: VoteOption, *, actor: User) -> None:
    at = clock.now()
    held = _draft(option.vote)
    book.record(book.Act("drop_option", held, actor, at, {"option": option.title}))
    option.delete()


# ---------------------------------------------------------------- opened


@transaction.atomic
def open_vote(vote: PriorityVote, *, actor: User) -> tuple[int, int]:
    """From here method, options and how ballots are published are fixed, and the draw's secret is
    committed. Who votes is written to: how many letters, how many have no address."""
    at = clock.now()
    held = _draft(vote)
    path = locked(held.path, *CHOOSING)
    lacks = lacks_to_open(held, at)
    if lacks:
        raise ActRefused(" ".join(lacks))
    secret = secrets.token_bytes(SECRET_BYTES)
    committed = commitment(secret)
    # Not among the changes of the move: what they are is written in the book, and read.
    PriorityVote.objects.filter(pk=held.pk).update(
        seed_secret=secret.hex(), seed_commitment=committed, opens_at=max(held.opens_at, at)
    )
    if path.status == PathStatus.CALENDARISED:
        advance(path, PathStatus.PRIORITISING, actor=actor)
    note = {"title": held.title, "commitment": committed}
    move(held, VoteStatus.OPEN, verb="open", actor=actor, at=at, note=note)
    vote.refresh_from_db()
    return _write(vote, at)


@transaction.atomic
def write_again(vote: PriorityVote, *, actor: User) -> tuple[int, int]:
    """To whoever has come in since the opening, or had no address then: nobody twice."""
    at = clock.now()
    locked(vote.path, *CHOOSING)
    still_open = PriorityVote.objects.filter(in_time(at), pk=vote.pk, status=VoteStatus.OPEN)
    if not still_open.exists():
        raise ActRefused(_("Si scrive agli enti finché il voto è aperto."))
    sent, by_voice = _write(vote, at)
    if sent:
        book.record(book.Act("write_again", vote, actor, at, {"sent": sent}))
    return sent, by_voice


def _write(vote: PriorityVote, at: datetime) -> tuple[int, int]:
    able = list(electors(vote.path))
    known = letters.written_to(vote)
    called = [one for one in able if one.email]
    new = [one for one in called if one.uid not in known]
    for participant in new:
        letters.invite(vote, participant, at=at)
    return len(new), len(able) - len(called)


@transaction.atomic
def cancel_vote(vote: PriorityVote, *, reason: str, actor: User) -> None:
    """It will not be counted. Its ballots are kept, and not published; who votes is told why."""
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché: chi ha votato lo leggerà."))
    held = PriorityVote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    if held.status == VoteStatus.OPEN and not still_in_time(held, at):
        raise ActRefused(_("Il voto è finito e si sta contando: non si annulla più."))
    call_off(held, reason, actor, at)
    vote.refresh_from_db()


def call_off(vote: PriorityVote, reason: str, actor: User | None, at: datetime) -> None:
    was_open = vote.status == VoteStatus.OPEN
    note = {"title": vote.title}
    move(
        vote, VoteStatus.CANCELLED, verb="cancel", actor=actor, at=at, note=note, reason=reason
    )  # fmt: skip
    if was_open:
        for participant in electors(vote.path).exclude(email=""):
            letters.tell_cancelled(vote, participant, at=at)


# ---------------------------------------------------------------- voted in


def still_in_time(vote: PriorityVote, at: datetime) -> bool:
    """As applications: to the second, by the instant at which what was sent has arrived."""
    return PriorityVote.objects.filter(in_time(at), pk=vote.pk).exists()


@transaction.atomic
def cast(
    vote: PriorityVote,
    *,
    participant: Participant,
    choices: Sequence[str],
    channel: str,
    actor: User | None = None,
    link: SignedLink | None = None,
) -> Ballot:
    """One body, one ballot: until the close the last one takes the place of the one before.

    `choices` are identifiers of options: approved, or ranked from the first; none: a blank one.
    What arrives after the close is kept and not counted: `is_late` says so.
    """
    at = clock.now()
    rows = PriorityVote.objects.select_for_update(of=("self",)).select_related("path")
    held = rows.get(pk=vote.pk)
    _check_open(held, at)
    _check_elector(held, participant)
    if channel == BallotChannel.DESK:
        _check_desk(held, participant)
    facts = {"channel": channel, "user": actor, "cast_at": at}
    chosen = _chosen(held, choices)
    if held.status == VoteStatus.OPEN and still_in_time(held, at):
        ballot, _new = Ballot.objects.update_or_create(
            vote=held, participant=participant, is_late=False, defaults={"choices": chosen, **facts}
        )
    else:
        ballot = _keep_late(held, participant, chosen, facts)
    _tell(ballot, at)
    if link is not None:
        use_link(link, at)
    return ballot


def _keep_late(
    vote: PriorityVote, participant: Participant, chosen: list[str], facts: dict[str, Any]
) -> Ballot:
    late = Ballot.objects.filter(vote=vote, participant=participant, is_late=True)
    if late.count() >= MOST_LATE and not late.filter(choices=chosen).exists():
        raise ActRefused(
            _("Il voto è finito. Le schede arrivate dopo la chiusura sono conservate e non "
              "contano: non se ne aggiungono altre.")
        )  # fmt: skip
    ballot, _new = late.get_or_create(
        vote=vote, participant=participant, is_late=True, choices=chosen, defaults=facts
    )
    return ballot


def _check_open(vote: PriorityVote, at: datetime) -> None:
    if vote.status == VoteStatus.CANCELLED:
        raise ActRefused(_("Il voto è annullato: %(why)s") % {"why": vote.reason})
    if vote.status == VoteStatus.DRAFT or vote.opens_at > at:
        raise ActRefused(_("Il voto non è ancora aperto. Torna quando apre."))
    if vote.path.status == PathStatus.SUSPENDED:
        raise ActRefused(_("Il percorso è sospeso: ora non si vota. Ti scriverà l’ufficio."))
    if vote.path.status == PathStatus.CLOSED_WITHOUT_ACT:
        raise ActRefused(_("Il percorso è chiuso: non si vota più. Nulla è cambiato."))


def _check_elector(vote: PriorityVote, participant: Participant) -> None:
    if participant.path_id != vote.path_id or participant.kind == ParticipantKind.HEARD:
        raise ActRefused(_("Votano gli enti ammessi e, a parte, gli uffici. Nulla è cambiato."))
    if participant.status != ParticipantStatus.ACTIVE:
        raise ActRefused(
            _("L’ente non partecipa più al percorso: non può votare. Quello che ha detto resta.")
        )


def _check_desk(vote: PriorityVote, participant: Participant) -> None:
    """The office collects a ballot only for who cannot be written to, and never over their own."""
    own = vote.ballots.filter(participant=participant).exclude(channel=BallotChannel.DESK)
    if participant.email or own.exists():
        raise ActRefused(
            _("%(name)s vota da sé, dal sito o dal suo collegamento. Nulla è cambiato.")
            % {"name": participant.name}
        )


def _chosen(vote: PriorityVote, choices: Sequence[str]) -> list[str]:
    """As they are kept: ranked as they came; approved, in the options' own order, which says
    nothing of how one has ticked them."""
    known = [
        str(uid) for uid in vote.options.order_by("position", "pk").values_list("uid", flat=True)
    ]
    if len(set(choices)) != len(choices) or not set(choices) <= set(known):
        raise ActRefused(_("La scheda nomina un’opzione due volte, o una che non c’è: ricarica."))
    if vote.method == VoteMethod.BORDA:
        return list(choices)
    return [uid for uid in known if uid in choices]


def _tell(ballot: Ballot, at: datetime) -> None:
    """That a ballot came: whose it is only where the office collected it; what it says, never."""
    at_the_desk = ballot.channel == BallotChannel.DESK
    verb = "collect" if at_the_desk else "cast"
    note: dict[str, object] = {"late": ballot.is_late}
    if at_the_desk:
        note |= {"name": ballot.participant.name}
    actor = ballot.user if at_the_desk else None
    book.record(book.Act(verb, ballot.vote, actor, at, note))
