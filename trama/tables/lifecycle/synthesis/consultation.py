"""The draft is consulted: its text frozen, every participant written to, each remark answered."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.deadlines import day_of, end_of, working_term
from trama.core.workflow import ActRefused, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.tables.emails import synthesis as letters
from trama.tables.lifecycle.contributions import refuse_names, taking_part
from trama.tables.lifecycle.minutes.remarks import acting
from trama.tables.lifecycle.paths import advance, locked
from trama.tables.lifecycle.synthesis.documents import freeze
from trama.tables.lifecycle.synthesis.drafting import WRITTEN_IN, tell_dissent
from trama.tables.models import (
    ConsultationRemark,
    ConsultationStatus,
    Participant,
    ParticipantStatus,
    Path,
    PathDocument,
    PathDocumentKind,
    PathStatus,
    Synthesis,
    SynthesisParagraph,
)
from trama.tables.queries.synthesis import documents_of, is_consulted, lacks, synthesis_of
from trama.tables.queries.synthesis_paper import synthesis_paper

SHORTEST, LONGEST = 5, 60  # working days to read a draft


@transaction.atomic
def open_consultation(path: Path, *, days: int, actor: User) -> PathDocument:
    """From now on everybody reads the draft, as it is at this instant, for so many working days."""
    at = clock.now()
    held = locked(path, PathStatus.SYNTHESIS_DRAFT)
    synthesis = synthesis_of(held)
    if synthesis is None or synthesis.is_composing:
        raise ActRefused(_("La bozza si sta ancora componendo: fra poco è pronta."))
    if not SHORTEST <= days <= LONGEST:
        raise ActRefused(
            _("Il termine va da %(least)d a %(most)d giorni lavorativi. Nulla è cambiato.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    if not SynthesisParagraph.objects.filter(section__path=held, removed_at=None).exists():
        raise ActRefused(_("La bozza è vuota: non c’è nulla da leggere."))
    last_day = working_term(day_of(at), days)
    synthesis.consulted_until = end_of(last_day)
    synthesis.save(update_fields=["consulted_until"])
    advance(held, PathStatus.CONSULTATION, actor=actor, note={"until": last_day})
    made = freeze(held, PathDocumentKind.SYNTHESIS_DRAFT, synthesis_paper, actor=actor, at=at)
    jobs.defer("tables.tell_consultation", queue="mail", path=str(held.uid))
    path.refresh_from_db()
    return made


def tell_consultation(path: Path) -> int:
    """Each participant with an address is written to, once; how many letters left."""
    synthesis, draft = synthesis_of(path), documents_of(path).get(PathDocumentKind.SYNTHESIS_DRAFT)
    until = synthesis.consulted_until if synthesis else None
    if path.status != PathStatus.CONSULTATION or until is None or draft is None:
        return 0
    draft.path = path
    active = path.participants.filter(status=ParticipantStatus.ACTIVE).exclude(email="")
    return sum(letters.consult(one, draft, until) for one in active.order_by("pk"))


@transaction.atomic
def remark_synthesis(
    path: Path,
    *,
    participant: Participant,
    text: str,
    paragraph: SynthesisParagraph | None = None,
    actor: User | None,
    acted_for: bool = False,
    link: SignedLink | None = None,
) -> ConsultationRemark:
    """Osservazione of a participant on a paragraph, or on the whole, within the term."""
    at = clock.now()
    held = locked(path, PathStatus.CONSULTATION)
    if not is_consulted(held, synthesis_of(held), at):
        raise ActRefused(_("La consultazione è finita: non si aggiungono osservazioni."))
    (body,) = taking_part(held, [participant])
    acting(body, acted_for=acted_for)
    said = text.strip()
    if not said:
        raise ActRefused(_("Scrivi la tua osservazione."))
    refuse_names(text=said)
    if paragraph is not None and paragraph.section.path_id != held.pk:
        raise ActRefused(_("Il capoverso è di un altro percorso. Nulla è cambiato."))
    same = {"participant": body, "paragraph": paragraph, "text": said}
    if ConsultationRemark.objects.filter(path=held, **same).exists():
        raise ActRefused(_("Questa osservazione c’è già, con le stesse parole. Nulla è cambiato."))
    made = ConsultationRemark.objects.create(
        path=held, user=actor, acted_for=acted_for, made_at=at, **same
    )
    facts = {"name": body.name, "acted_for": acted_for}
    events.record(events.Act("remark_synthesis", made, actor, at, facts))
    if link is not None:
        use_link(link, at)
    return made


@transaction.atomic
def answer_remark(remark: ConsultationRemark, *, accept: bool, answer: str, actor: User) -> bool:
    """Accolta o no, always with why; its author is told. Says whether a letter left."""
    at = clock.now()
    locked(remark.path, *WRITTEN_IN)
    if not answer.strip():
        raise ActRefused(_("Scrivi perché: chi l’ha fatta lo leggerà."))
    refuse_names(answer=answer)
    move(
        remark,
        ConsultationStatus.ACCEPTED if accept else ConsultationStatus.NOT_ACCEPTED,
        verb="accept_remark" if accept else "refuse_remark",
        actor=actor,
        at=at,
        note={"name": remark.participant.name},
        answer=answer.strip(),
        decided_at=at,
    )
    return letters.tell_answer(remark, at=at)


@transaction.atomic
def reopen_draft(path: Path, *, reason: str, actor: User) -> None:
    """Back to the draft: it will be consulted again. Remarks and their answers stay."""
    at = clock.now()
    held = locked(path, PathStatus.CONSULTATION)
    if not reason.strip():
        raise ActRefused(_("Scrivi perché si torna alla bozza: chi la stava leggendo lo leggerà."))
    refuse_names(reason=reason)
    Synthesis.objects.filter(path=held).update(consulted_until=None)
    advance(held, PathStatus.SYNTHESIS_DRAFT, actor=actor, note={"reason": reason.strip()})
    events.record(events.Act("reopen_draft", held.synthesis, actor, at, {"reason": reason.strip()}))
    path.refresh_from_db()


@transaction.atomic
def finalize(path: Path, *, actor: User) -> PathDocument:
    """The synthesis is final: once nothing is missing (`lacks` says what), for ever. Who has
    disagreed during the consultation is in it too."""
    at = clock.now()
    held = locked(path, PathStatus.CONSULTATION)
    missing = lacks(held, at)
    if missing:
        raise ActRefused(" ".join([*missing, _("Nulla è cambiato.")]))
    tell_dissent(held, at)
    made = freeze(held, PathDocumentKind.SYNTHESIS, synthesis_paper, actor=actor, at=at)
    advance(held, PathStatus.SYNTHESIS_FINAL, actor=actor)
    path.refresh_from_db()
    return made
