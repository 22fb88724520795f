"""Contributions: brought, amended, spoken upon, joined, concluded. Nothing of them disappears."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused, OutdatedError, check_constraints, move
from trama.ledger.lifecycle import receive_upload
from trama.ledger.models import Document
from trama.needs.models import EvidenceGrade, Need, Resource
from trama.programming.models import Theme
from trama.tables.emails import contributions as letters
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import (
    Contribution,
    ContributionChannel,
    ContributionStatus,
    ContributionVersion,
    EarlierPosition,
    Meeting,
    Participant,
    ParticipantStatus,
    Path,
    Position,
    WorkingTable,
)
from trama.tables.rules.people import naming
from trama.territory.models import Zone

# Its words may still change, and bodies may still say what they think of it.
OPEN = (ContributionStatus.DISCUSSED, ContributionStatus.DEFERRED)
Enclosure: TypeAlias = "Document | UploadedFile[bytes] | None"
# Set by verbs, from what they have in hand: their shape is not the writer's to get wrong.
OURS = ("path", "table", "meeting", "objects_to", "attachment", "merged_into", "user", "decided_at")


class NamesSomebodyError(ActRefused):
    """The words point to a person or a family. `found`: by field, what to tell the writer."""

    def __init__(self, found: Mapping[str, Sequence[str]]) -> None:
        self.found = found
        said = " ".join(words for field in found.values() for words in field)
        super().__init__(
            _("%(said)s Quello che si dice ai tavoli è pubblico: nulla è stato salvato.")
            % {"said": said}
        )


def refuse_names(**texts: str) -> None:
    """By field: what names a person or a family is refused, whatever the channel."""
    found = {name: said for name, text in texts.items() if (said := naming(text))}
    if found:
        raise NamesSomebodyError(found)


def taking_part(path: Path, bodies: Iterable[Participant]) -> list[Participant]:
    """The bodies as they take part now; who is of another path, or no longer takes part, adds
    nothing, and what it said before stays."""
    keys = [body.pk for body in bodies]
    found = list(Participant.objects.filter(pk__in=keys, path=path).order_by("pk"))
    if not found or len(found) < len(set(keys)):
        raise ActRefused(_("Non partecipa a questo percorso. Nulla è cambiato."))
    for body in found:
        if body.status != ParticipantStatus.ACTIVE:
            raise ActRefused(
                _("%(name)s non partecipa più al percorso: quello che ha detto resta, ma non si "
                  "aggiunge altro. Nulla è cambiato.") % {"name": body.name}
            )  # fmt: skip
    return found


def by_itself(body: Participant) -> ActRefused:
    """What a body has said is never written over on its behalf."""
    return ActRefused(
        _("%(name)s ha già risposto da sé: solo chi l’ha detto lo cambia. Nulla è cambiato.")
        % {"name": body.name}
    )


# ---------------------------------------------------------------- brought


@transaction.atomic
def bring(
    path: Path,
    *,
    kind: str,
    title: str,
    text: str,
    authors: Iterable[Participant],
    themes: Iterable[Theme] = (),
    zones: Iterable[Zone] = (),
    needs: Iterable[Need] = (),
    resources: Iterable[Resource] = (),
    table: WorkingTable | None = None,
    meeting: Meeting | None = None,
    evidence: str = EvidenceGrade.WITNESSED,
    evidence_note: str = "",
    cost: Decimal | None = None,
    objects_to: Contribution | None = None,
    attachment: Enclosure = None,
    channel: str = ContributionChannel.WEB,
    acted_for: bool = False,
    actor: User | None,
) -> Contribution:
    """What bodies that take part bring, with its number in the path. The same, by the same bodies,
    twice is refused: a double click adds nothing. `acted_for`: somebody else wrote it on behalf of
    its authors, and the page says so."""
    made = Contribution(
        path=locked(path, *GATHERING), kind=kind, title=title.strip(), text=text.strip(),
        evidence=evidence, evidence_note=evidence_note, cost=cost, objects_to=objects_to,
        channel=channel, acted_for=acted_for, user=actor, brought_at=clock.now(), meeting=meeting,
        table=table or (meeting.table if meeting else None),
    )  # fmt: skip
    many = {"themes": themes, "zones": zones, "needs": needs, "resources": resources}
    _write_down(made, taking_part(made.path, authors), many, attachment)
    return made


def _write_down(
    made: Contribution,
    bodies: Sequence[Participant],
    many: Mapping[str, Iterable[Any]],
    attachment: Enclosure,
) -> None:
    refuse_names(title=made.title, text=made.text, evidence_note=made.evidence_note)
    made.number = next_number(made.path.contributions)
    _check(made, bodies)
    made.attachment = _kept(attachment, made)
    made.save()
    made.authors.set(bodies)
    for name, things in many.items():
        getattr(made, name).set(things)
    _keep_version(made, made.user, made.brought_at)
    facts = {"kind": made.kind, "channel": made.channel, "acted_for": made.acted_for}
    names = ", ".join(body.name for body in bodies)
    _tell("bring", made, made.user, made.brought_at, names=names, **facts)


def _check(made: Contribution, bodies: Sequence[Participant]) -> None:
    """Its shape; that whatever it is tied to is of the same path; that it is not there already."""
    _check_shape(made, fields=OURS, constraints=["path"])
    table, meeting, answered = made.table, made.meeting, made.objects_to
    strangers = (
        (table is not None and table.path_id != made.path_id)
        or (meeting is not None and meeting.table_id != made.table_id)
        or (answered is not None and answered.path_id != made.path_id)
    )
    if strangers:
        raise ActRefused(_("È di un altro percorso. Nulla è cambiato: ricarica."))
    same = Contribution.objects.filter(
        path=made.path, kind=made.kind, title=made.title, text=made.text, authors__in=bodies
    ).first()
    if same is not None:
        raise ActRefused(
            _("Questo contributo c’è già, con le stesse parole: %(code)s. Nulla è cambiato.")
            % {"code": same.code}
        )


def _kept(attachment: Enclosure, made: Contribution) -> Document | None:
    if not isinstance(attachment, UploadedFile):
        return attachment
    return receive_upload(attachment, actor=made.user, at=made.brought_at, dossier=made.dossier)


def _keep_version(
    made: Contribution, actor: User | None, at: datetime, note: str = ""
) -> ContributionVersion:
    return ContributionVersion.objects.create(
        contribution=made,
        number=made.version,
        title=made.title,
        text=made.text,
        user=actor,
        written_at=at,
        note=note,
    )


def _tell(verb: str, made: Contribution, actor: User | None, at: datetime, **facts: Any) -> None:
    facts |= {"code": made.code, "title": made.title}
    events.record(events.Act(verb, made, actor, at, facts))


# ---------------------------------------------------------------- amended, spoken upon


@transaction.atomic
def amend(
    contribution: Contribution, *, title: str, text: str, note: str, version: int, actor: User
) -> list[Participant]:
    """Another version of its words; who had taken a position on the old ones is written to, and
    returned. `version`: the one that the person had before them; of two people, one is refused."""
    at = clock.now()
    path = locked(contribution.path, *GATHERING)
    authors = contribution.authors.filter(status=ParticipantStatus.ACTIVE)
    if not authors.exists():
        raise ActRefused(_("Chi l’ha portato non partecipa più: resta com’è. Nulla è cambiato."))
    refuse_names(title=title, text=text, note=note)
    stored = _open(contribution)
    if stored.version != version:
        raise OutdatedError
    if (stored.title, stored.text) == (title.strip(), text.strip()):
        raise ActRefused(_("Non è cambiata una parola: nulla da salvare."))
    stored.title, stored.text, stored.version = title.strip(), text.strip(), version + 1
    stored.path = path
    _check(stored, [])
    stored.save(update_fields=["title", "text", "version"])
    kept = _keep_version(stored, actor, at, note)
    told = letters.tell_amended(stored, at=at)
    kept.told.set(told)
    _tell("amend", stored, actor, at, version=stored.version, told=len(told))
    contribution.refresh_from_db()
    return told


def _open(contribution: Contribution) -> Contribution:
    """As it stands, while its path is held; refused once it has its outcome."""
    stored = Contribution.objects.get(pk=contribution.pk)
    if stored.status not in OPEN:
        raise ActRefused(
            _("Il contributo %(code)s ha già un esito (%(outcome)s): non si cambia più.")
            % {"code": stored.code, "outcome": stored.get_status_display()}
        )
    return stored


@transaction.atomic
def take_position(
    contribution: Contribution,
    *,
    participant: Participant,
    stance: str,
    reason: str,
    actor: User | None,
    acted_for: bool = False,
) -> Position:
    """What a body thinks of another's contribution; what it had said before stays readable.

    The same said twice is said once.
    """
    at = clock.now()
    path = locked(contribution.path, *GATHERING)
    (body,) = taking_part(path, [participant])
    stored = _open(contribution)
    if stored.authors.filter(pk=body.pk).exists():
        raise ActRefused(_("L’avete portato voi: la posizione la prendono gli altri."))
    reason = reason.strip()
    refuse_names(reason=reason)
    position = Position.objects.filter(contribution=stored, participant=body).first()
    if position and (position.stance, position.reason) == (stance, reason):
        return position
    if acted_for and position and not position.acted_for:
        raise by_itself(body)
    position = position or Position(contribution=stored, participant=body)
    before = (position.stance, position.reason, position.taken_at)
    position.stance, position.reason, position.taken_at = stance, reason, at
    position.user, position.acted_for = actor, acted_for
    _check_shape(position, fields=["contribution", "participant", "user"])
    position.save()
    if before[0]:
        earlier = dict(zip(("stance", "reason", "taken_at"), before, strict=True))
        EarlierPosition.objects.create(position=position, **earlier)
    _tell("take_position", stored, actor, at, name=body.name, stance=stance)
    return position


def _check_shape(
    thing: Contribution | Position, *, fields: Collection[str], constraints: Collection[str] = ()
) -> None:
    """What its fields and the database would refuse, in words; but for those named, which are
    ours."""
    try:
        thing.clean_fields(exclude=fields)
    except ValidationError as error:
        raise ActRefused(" ".join(error.messages)) from error
    check_constraints(thing, exclude=constraints)


# ---------------------------------------------------------------- joined, concluded


@transaction.atomic
def merge(contribution: Contribution, into: Contribution, *, reason: str, actor: User) -> None:
    """Two contributions say the same: this one's words, authors and positions stay, and are read
    on the other's page too; with it go those that had been joined to it."""
    if contribution.pk == into.pk:
        raise ActRefused(_("È lo stesso contributo. Nulla è cambiato."))
    path = locked(contribution.path, *GATHERING)
    whole = Contribution.objects.get(pk=into.pk)
    if whole.path_id != path.pk:
        raise ActRefused(_("È di un altro percorso. Nulla è cambiato: ricarica."))
    if whole.status not in {*OPEN, ContributionStatus.ACCEPTED}:
        raise ActRefused(
            _("Il contributo %(code)s è %(outcome)s: non gli si unisce altro. Nulla è cambiato.")
            % {"code": whole.code, "outcome": whole.get_status_display()}
        )
    _conclude(
        contribution, ContributionStatus.MERGED, reason, actor, whole=whole.code, merged_into=whole
    )
    Contribution.objects.filter(merged_into=contribution).update(merged_into=whole)


@transaction.atomic
def decide(contribution: Contribution, outcome: str, *, reason: str, actor: User) -> int:
    """R-CP-02: accepted, deferred, not accepted, or (a deferred one) discussed again; always with
    why. Its authors, and those of what was joined to it, are written to: says how many."""
    locked(contribution.path, *GATHERING)
    if outcome == ContributionStatus.MERGED:
        raise ActRefused(_("Scegli a quale contributo si unisce. Nulla è cambiato."))
    return _conclude(contribution, ContributionStatus(outcome), reason, actor)


@transaction.atomic
def decide_many(
    contributions: Iterable[Contribution], outcome: str, *, reason: str, actor: User
) -> int:
    """Several with the same outcome and the same why, each recorded: all of them, or none."""
    chosen = list(contributions)
    if not chosen:
        raise ActRefused(_("Non hai scelto nessun contributo. Nulla è cambiato."))
    for one in chosen:
        try:
            decide(one, outcome, reason=reason, actor=actor)
        except ActRefused as refusal:
            raise ActRefused(f"{one.code}: {refusal}") from refusal
    return len(chosen)


def _conclude(
    contribution: Contribution,
    outcome: ContributionStatus,
    reason: str,
    actor: User,
    whole: str = "",
    **changes: Any,
) -> int:
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché: chi l’ha portato lo leggerà."))
    refuse_names(reason=reason)
    is_over = outcome != ContributionStatus.DISCUSSED
    move(
        contribution,
        outcome,
        verb=outcome.value,
        actor=actor,
        at=at,
        note={"code": contribution.code, "title": contribution.title, "whole": whole},
        outcome_reason=reason.strip(),
        decided_at=at if is_over else None,
        **changes,
    )
    return letters.tell_outcome(contribution, at=at)
