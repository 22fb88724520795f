"""The end of a path: the officer's reasoned report, the act, the city's programming."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish
from trama.ledger.models import AdministrativeAct, Duty
from trama.notices.lifecycle import conclude
from trama.notices.lifecycle.acts import recorded
from trama.notices.models import NoticeStatus
from trama.programming import lifecycle as programming
from trama.programming.lifecycle import Programme
from trama.programming.models import ProgrammingAct
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.paths import advance, locked
from trama.tables.lifecycle.synthesis.documents import ask_document
from trama.tables.models import Path, PathDocumentKind, PathStatus, Synthesis
from trama.tables.queries.priorities import standing, without_evidence
from trama.tables.queries.synthesis import OF_THE_ACT, documents_of


@transaction.atomic
def write_report(path: Path, *, text: str, actor: User) -> None:
    """Relazione motivata (R-CP-05): gathered from the records, with what the officer adds; and the
    annex with every contribution. Written again before the act, the last one counts."""
    at = clock.now()
    held = locked(path, PathStatus.SYNTHESIS_FINAL, PathStatus.RDP_REPORT)
    said = text.strip()
    refuse_names(text=said)
    synthesis = Synthesis.objects.select_for_update().get(path=held)
    is_first = held.status == PathStatus.SYNTHESIS_FINAL
    if not is_first and synthesis.report == said:
        raise ActRefused(_("Il testo è lo stesso della relazione che c’è già. Nulla è cambiato."))
    synthesis.report = said
    synthesis.save(update_fields=["report"])
    if is_first:
        advance(held, PathStatus.RDP_REPORT, actor=actor)
        ask_document(held, PathDocumentKind.ANNEX, actor=actor, at=at)
    ask_document(held, PathDocumentKind.REPORT, actor=actor, at=at)
    events.record(events.Act("write_report", synthesis, actor, at, {}))
    path.refresh_from_db()


@transaction.atomic
def adopt_act(path: Path, *, act: Mapping[str, Any], actor: User) -> AdministrativeAct:
    """Atto conclusivo: of the executive (TUEL art. 107), with its documents published at once; the
    same act concludes the procedure that the notice began (L. 241/1990, art. 2).

    R-CP-03: every priority cites a need with evidence; the refusal says which do not.
    """
    at = clock.now()
    held = locked(path, PathStatus.RDP_REPORT)
    if not standing(held):
        raise ActRefused(_("L’atto non ha ancora priorità: scrivine almeno una. Nulla è cambiato."))
    bare = without_evidence(held)
    if bare:
        titles = ", ".join(f"«{one.title}»" for one in bare)
        raise ActRefused(
            _("Ogni priorità cita almeno un bisogno con le sue prove. Mancano a: %(titles)s. "
              "Nulla è cambiato.") % {"titles": titles}
        )  # fmt: skip
    papers = documents_of(held)
    if any(kind not in papers or papers[kind].document is None for kind in OF_THE_ACT):
        raise ActRefused(_("I documenti si stanno ancora preparando: riprova fra poco."))
    adopted = recorded(held.notice, actor=actor, at=at, **act)
    if held.notice.status == NoticeStatus.TABLES:
        conclude(held.notice, actor=actor, **act)
    advance(held, PathStatus.ACT_ADOPTED, actor=actor, note={"act": str(adopted)}, act=adopted)
    with override("it"):
        page = reverse("paths:synthesis", args=[held.code])
        for kind in OF_THE_ACT:
            title = str(kind.label).capitalize()
            publish(
                held.dossier,
                Duty.SYNTHESIS,
                title,
                at=at,
                actor=actor,
                act=adopted,
                document=papers[kind].document,
                path=page if kind == PathDocumentKind.SYNTHESIS else "",
            )
    path.refresh_from_db()
    return adopted


@transaction.atomic
def feed_plan(path: Path, *, code: str, programme: Programme, actor: User) -> ProgrammingAct:
    """The act enters the city's programming, its priorities at its head: notices may cite it."""
    held = locked(path, PathStatus.ACT_ADOPTED)
    act = held.act
    if act is None:
        raise ActRefused(_("L’atto non è registrato. Nulla è cambiato."))
    given = {"kind": act.kind, "number": act.number, "adopted_on": act.adopted_on}
    made = programming.register(code, programme, act=given, actor=actor)
    ours = standing(held)
    theirs = programming.set_priorities(made, [(one.title, one.text) for one in ours], actor=actor)
    for one, programmed in zip(ours, theirs, strict=True):
        one.programmed = programmed
        one.save(update_fields=["programmed"])
    advance(held, PathStatus.FEEDS_PLAN, actor=actor, programming_act=made)
    path.refresh_from_db()
    return made
