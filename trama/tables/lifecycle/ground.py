"""Common ground: statements are added, answered, closed, taken away; a job reads the answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.tables import emails
from trama.tables.lifecycle.contributions import by_itself, refuse_names, taking_part
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import (
    Contribution,
    OpinionReading,
    Participant,
    ParticipantKind,
    Path,
    Statement,
    StatementStatus,
    StatementVote,
)
from trama.tables.queries.ground import latest_reading, voters_of
from trama.tables.rules.readings import VALUES

LONGEST = 280
ASKED_AGAIN = timedelta(days=7)


@transaction.atomic
def add_statement(
    path: Path,
    *,
    text: str,
    author: Participant | None = None,
    contribution: Contribution | None = None,
    actor: User,
) -> Statement:
    """A short sentence on which bodies agree or not, free or drawn from a contribution; by a body,
    or by whoever tends the ground (`author` None). The same words twice are refused."""
    at = clock.now()
    held = locked(path, *GATHERING)
    if author is not None:
        (author,) = taking_part(held, [author])
    if contribution is not None and contribution.path_id != held.pk:
        raise ActRefused(_("Il contributo è di un altro percorso. Nulla è cambiato."))
    words = " ".join(text.split())
    _check_words(held, words)
    statement = Statement.objects.create(
        path=held,
        number=next_number(held.statements),
        text=words,
        author=author,
        contribution=contribution,
        made_at=at,
        changed_at=at,
    )
    _tell("add_statement", statement, actor, at)
    return statement


def _check_words(path: Path, words: str) -> None:
    if not words:
        raise ActRefused(_("Scrivi l’affermazione."))
    if len(words) > LONGEST:
        raise ActRefused(
            _("Al massimo %(most)d caratteri: qui sono %(n)d. Una frase, una cosa sola.")
            % {"most": LONGEST, "n": len(words)}
        )
    refuse_names(text=words)
    same = path.statements.exclude(status=StatementStatus.HIDDEN).filter(text__iexact=words).first()
    if same is not None:
        raise ActRefused(
            _("C’è già, con le stesse parole: è l’affermazione %(n)d. Nulla è cambiato.")
            % {"n": same.number}
        )


def _tell(verb: str, statement: Statement, actor: User | None, at: datetime, **facts: Any) -> None:
    """Never its words: those of a statement taken away would stay in the history."""
    note = {"number": statement.number, **facts}
    events.record(events.Act(verb, statement, actor, at, note))


# ---------------------------------------------------------------- answers


@transaction.atomic
def vote_statements(
    path: Path,
    *,
    participant: Participant,
    choices: Mapping[Statement, str],
    actor: User | None,
    link: SignedLink | None = None,
    acted_for: bool = False,
) -> int:
    """What a body thinks of some statements; the last answer counts. Says how many have changed:
    the same answer twice is given once.

    `acted_for`: said by voice and written by whoever tends the ground, of who has no e-mail.
    """
    at = clock.now()
    held = locked(path, *GATHERING)
    (body,) = taking_part(held, [participant])
    _check_voter(body, acted_for=acted_for)
    _check_open(held, choices)
    changed = _answer(body, choices, at, user=actor, acted_for=acted_for)
    if changed:
        _note(held, body, changed, actor if acted_for else None, at)
    if link is not None:
        use_link(link, at)
    return changed


def _note(path: Path, body: Participant, answers: int, writer: User | None, at: datetime) -> None:
    """That somebody answered, never what; who, only where another wrote it (`writer`). Readings
    come every few minutes: with a name and an instant, two of them would tell what it answered."""
    if writer is None:
        events.record(events.Act("vote_statements", path, None, at, {"answers": answers}))
        return
    note = {"name": body.name, "answers": answers}
    events.record(events.Act("collect_statements", path, writer, at, note))


def _answer(body: Participant, choices: Mapping[Statement, str], at: datetime, **by: Any) -> int:
    """Write what has changed, and say how many."""
    votes = StatementVote.objects.filter(participant=body, statement__in=choices)
    before = dict(votes.values_list("statement", "value"))
    values = {one: VALUES[choice] for one, choice in choices.items()}  # type: ignore[index]  # checked
    changed = {one: value for one, value in values.items() if before.get(one.pk) != value}
    if by.get("acted_for") and votes.filter(statement__in=changed, acted_for=False).exists():
        raise by_itself(body)
    StatementVote.objects.bulk_create(
        [
            StatementVote(statement=one, participant=body, value=value, voted_at=at, **by)
            for one, value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["statement", "participant"],
        update_fields=["value", "voted_at", *by],
    )
    return len(changed)


def _check_voter(body: Participant, *, acted_for: bool) -> None:
    if body.kind == ParticipantKind.OFFICE:
        raise ActRefused(_("Qui rispondono gli enti: l’Amministrazione ascolta."))
    if acted_for and body.email:
        raise ActRefused(
            _("%(name)s ha un’e-mail: risponde da sé, con una lettera. Nulla è cambiato.")
            % {"name": body.name}
        )


def _check_open(path: Path, choices: Mapping[Statement, str]) -> None:
    if not set(choices.values()) <= VALUES.keys():
        raise ActRefused(_("Di’ se siete d’accordo, contrari, o se non vi esprimete."))
    keys = [statement.pk for statement in choices]
    if path.statements.filter(pk__in=keys, status=StatementStatus.OPEN).count() < len(keys):
        raise ActRefused(
            _("Una delle affermazioni è chiusa o è stata tolta: nessuna risposta è stata salvata. "
              "Ricarica la pagina.")
        )  # fmt: skip


@transaction.atomic
def ask_opinions(path: Path, *, actor: User) -> tuple[int, int]:
    """Write to every body that has something to answer: how many letters left, how many bodies
    have no address. Nobody is asked twice in a week."""
    at = clock.now()
    held = locked(path, *GATHERING)
    wanted = held.statements.filter(status=StatementStatus.OPEN).count()
    if not wanted:
        raise ActRefused(_("Non c’è nessuna affermazione aperta: prima scrivine una."))
    answered = Q(statement_votes__statement__status=StatementStatus.OPEN)
    silent = voters_of(held).annotate(done=Count("statement_votes", filter=answered))
    waiting = list(silent.filter(done__lt=wanted).select_related("path__notice"))
    asked = set(
        OutgoingMessage.objects.filter(
            purpose=emails.ground.GROUND,
            dossier_code=held.dossier,
            queued_at__gt=at - ASKED_AGAIN,
        ).values_list("recipient", flat=True)
    )
    written = [one for one in waiting if one.email and one.email not in asked]
    for one in written:
        emails.ground.ask(one, count=wanted - one.done, at=at)
    if written:
        events.record(events.Act("ask_opinions", held, actor, at, {"sent": len(written)}))
    return len(written), sum(not one.email for one in waiting)


# ---------------------------------------------------------------- closed, taken away


@transaction.atomic
def close_statement(statement: Statement, *, actor: User) -> None:
    """It is answered no more; what was answered stays and counts."""
    _change(statement, StatementStatus.CLOSED, "close_statement", actor)


@transaction.atomic
def reopen_statement(statement: Statement, *, actor: User) -> None:
    _change(statement, StatementStatus.OPEN, "reopen_statement", actor)


@transaction.atomic
def hide_statement(statement: Statement, *, reason: str, actor: User) -> None:
    """Taken away, with why: the page says that it was there. It is kept, and counts no more."""
    if not reason.strip():
        raise ActRefused(_("Scrivi perché la togli: la pagina lo dice."))
    refuse_names(reason=reason)
    _change(statement, StatementStatus.HIDDEN, "hide_statement", actor, reason=reason.strip())


def _change(
    statement: Statement, status: StatementStatus, verb: str, actor: User, **facts: Any
) -> None:
    at = clock.now()
    locked(statement.path, *GATHERING)
    note = {"number": statement.number}
    move(statement, status, verb=verb, actor=actor, at=at, note=note, changed_at=at, **facts)


# ---------------------------------------------------------------- read


@transaction.atomic
def keep_reading(path: Path, content: dict[str, Any], *, at: datetime) -> OpinionReading:
    """What a job has read of the answers given until `at`. The same figures make no new reading:
    the last one is good until then."""
    last = latest_reading(path)
    if last is not None and last.content == content:
        OpinionReading.objects.filter(pk=last.pk).update(computed_at=at)
        last.computed_at = at
        return last
    return OpinionReading.objects.create(path=path, computed_at=at, content=content)
