"""From the draft to the city's programming: consultation, final synthesis, report, act, plan."""

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, transaction

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME, day_of, working_term
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Duty, Publication
from trama.ledger.queries import read_document
from trama.mailbox.models import OutgoingMessage
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice
from trama.programming.lifecycle import Programme
from trama.programming.models import ActPriority, ProgrammingAct
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.paths import close_without_act, resume, suspend
from trama.tables.lifecycle.synthesis.drafting import editable
from trama.tables.models import (
    ConsultationRemark,
    Contribution,
    MeetingStatus,
    Participant,
    Path,
    PathDocument,
    PathDocumentKind,
    PathPriority,
    PathStatus,
    Synthesis,
)
from trama.tables.tasks import synthesis as jobs
from trama.tables.tests.factories import ContributionFactory, MeetingFactory, ParticipantFactory
from trama.tables.tests.synthesis_factories import (
    adopted,
    consulted,
    content,
    drafted,
    final,
    heard,
    on_paper,
    paragraph,
    reported,
)

pytestmark = pytest.mark.django_db
DRAFT, FINAL = PathDocumentKind.SYNTHESIS_DRAFT, PathDocumentKind.SYNTHESIS


def given() -> dict[str, Any]:
    return {"kind": "DD", "number": "4120", "adopted_on": day_of(clock.now())}


# ---------------------------------------------------------------- consultation


def test_the_draft_is_consulted_for_working_days_and_each_participant_is_written_to_once(
    said: Path, anna: User
) -> None:
    ParticipantFactory.create(path=said, by_voice=True)
    consulted(said, anna)
    until = Synthesis.objects.get().consulted_until
    assert until is not None
    assert until.astimezone(ROME).date() == working_term(day_of(clock.now()), 10)
    jobs.tell_consultation(str(said.uid))
    jobs.tell_consultation(str(said.uid))
    letters = OutgoingMessage.objects.filter(purpose="tables.consultation")
    reached = said.participants.exclude(email="").count()
    assert letters.count() == reached
    assert "senza registrarvi" in letters[0].text


def test_a_draft_is_consulted_only_when_every_meeting_has_its_minutes(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    owed = MeetingFactory.create(table=said.tables.get(), number=91, held=True)
    with pytest.raises(ActRefused, match="verbale pubblicato"):
        acts.open_consultation(said, days=10, actor=anna)
    owed.status = MeetingStatus.CANCELLED
    owed.save(update_fields=["status"])
    with pytest.raises(ActRefused, match="da 5 a 60"):
        acts.open_consultation(said, days=2, actor=anna)
    acts.open_consultation(said, days=10, actor=anna)
    with pytest.raises(ActRefused, match="altra fase"):
        acts.open_consultation(said, days=10, actor=anna)


def test_while_it_is_consulted_nobody_changes_the_text(said: Path, anna: User) -> None:
    consulted(said, anna)
    one = paragraph(said, "theme:areas")
    write: dict[str, Any] = {
        "text": "Altro.",
        "sources": acts.Sources(),
        "version": 1,
        "actor": anna,
    }
    with pytest.raises(ActRefused, match="stesso testo"):
        acts.write_paragraph(one, **write)
    until = Synthesis.objects.get(path=said).consulted_until
    assert until is not None
    with pytest.raises(ActRefused, match="stesso testo"):  # remarks are still in time
        editable(said, until + timedelta(milliseconds=900))
    assert editable(said, until + timedelta(seconds=1))
    heard(said)
    acts.write_paragraph(one, **write)
    shown = [block.get("text") for block in content(said, DRAFT)["blocks"]]
    assert "Altro." not in shown


def test_who_takes_part_remarks_within_the_term_and_reads_an_answer(
    said: Path, his: Participant, anna: User, bruno: User
) -> None:
    consulted(said, anna)
    about = paragraph(said, "theme:areas")
    facts: dict[str, Any] = {"participant": his, "text": "Manca la sera.", "actor": bruno}
    remark = acts.remark_synthesis(said, paragraph=about, **facts)
    with pytest.raises(ActRefused, match="c’è già"):
        acts.remark_synthesis(said, paragraph=about, **facts)
    with pytest.raises(ActRefused, match="Scrivi perché"):
        acts.answer_remark(remark, accept=True, answer="", actor=anna)
    assert acts.answer_remark(remark, accept=True, answer="Giusto.", actor=anna)
    with pytest.raises(MoveRefused):
        acts.answer_remark(remark, accept=False, answer="No.", actor=anna)
    letter = OutgoingMessage.objects.get(purpose="tables.consultation_remark")
    assert "Giusto." in letter.text
    heard(said)
    with pytest.raises(ActRefused, match="finita"):
        acts.remark_synthesis(said, participant=his, text="Ancora.", actor=bruno)


def test_strangers_and_who_has_gone_do_not_remark(said: Path, his: Participant, anna: User) -> None:
    consulted(said, anna)
    with pytest.raises(ActRefused, match="Non partecipa"):
        acts.remark_synthesis(
            said, participant=ParticipantFactory.create(), text="Anch’io.", actor=None
        )
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    with pytest.raises(ActRefused, match="non partecipa più"):
        acts.remark_synthesis(said, participant=his, text="Ancora.", actor=None)
    assert not ConsultationRemark.objects.exists()


def test_going_back_to_the_draft_keeps_remarks_and_asks_to_consult_again(
    said: Path, his: Participant, anna: User
) -> None:
    consulted(said, anna)
    remark = acts.remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    with pytest.raises(ActRefused, match="Scrivi perché"):
        acts.reopen_draft(said, reason="", actor=anna)
    acts.reopen_draft(said, reason="Manca un tavolo.", actor=anna)
    assert said.status == PathStatus.SYNTHESIS_DRAFT
    acts.answer_remark(remark, accept=False, answer="Non qui.", actor=anna)
    jobs.tell_consultation(str(said.uid))
    assert not OutgoingMessage.objects.filter(purpose="tables.consultation").exists()
    acts.open_consultation(said, days=5, actor=anna)
    assert said.documents.filter(kind=DRAFT).count() == 2


# ---------------------------------------------------------------- final


def test_a_synthesis_is_final_only_when_nothing_is_missing_and_the_refusal_says_what(
    said: Path, his: Participant, anna: User
) -> None:
    drafted(said, anna)
    section = said.sections.get(kind="areas")
    acts.add_paragraph(section, text="Senza fonte.", sources=acts.Sources(), actor=anna)
    acts.remove_paragraph(paragraph(said, "theme:networking"), reason="Altrove.", actor=anna)
    acts.open_consultation(said, days=5, actor=anna)
    remark = acts.remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    with pytest.raises(ActRefused) as refused:
        acts.finalize(said, actor=anna)
    for sentence in (
        "La consultazione non è ancora finita",
        "senza risposta: 1",
        "Sostegno al lavoro in rete",
        "Capoversi senza una fonte: «Senza fonte.»",
    ):
        assert sentence in str(refused.value)
    heard(said)
    acts.answer_remark(remark, accept=True, answer="Sì.", actor=anna)
    bare = section.paragraphs.get(text="Senza fonte.")
    cited = acts.Sources(list(said.contributions.filter(title="Mancano case")))
    acts.write_paragraph(bare, text="Con fonte.", sources=cited, version=1, actor=anna)
    acts.add_paragraph(said.sections.get(kind="networking"), text="Insieme.", sources=cited,
                       actor=anna)  # fmt: skip
    undecided = ContributionFactory.create(path=said)
    with pytest.raises(ActRefused, match="contributi senza esito"):
        acts.finalize(said, actor=anna)
    Contribution.objects.filter(pk=undecided.pk).update(status="deferred", outcome_reason="Poi.")
    acts.finalize(said, actor=anna)
    assert said.status == PathStatus.SYNTHESIS_FINAL
    with pytest.raises(ActRefused, match="altra fase"):
        acts.finalize(said, actor=anna)


def test_the_final_synthesis_tells_the_priorities_first_and_each_paragraph_its_sources(
    said: Path, anna: User
) -> None:
    final(said, anna)
    blocks = content(said, FINAL)["blocks"]
    assert blocks[0]["section"] == "Priorità"
    assert blocks[0]["title"] == "1. Sportello unico"
    told_ones = [one for one in blocks if one["kind"] != "entry"]
    assert all(one["sources"] for one in told_ones)
    assert any(one["kind"] == "dissent" for one in told_ones)


def test_a_document_never_changes_and_its_paper_is_made_once(said: Path, anna: User) -> None:
    final(said, anna)
    on_paper(said)
    on_paper(said)
    document = said.documents.get(kind=FINAL)
    assert document.document is not None
    with read_document(document.document) as stream:
        paper = io.BytesIO(stream.read())
    with pikepdf.open(paper) as pdf:
        root = pdf.Root
        assert str(root.Lang).startswith("it")
        assert bool(root.MarkInfo.Marked)
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert "/StructTreeRoot" in root
    for change in (
        lambda: PathDocument.objects.filter(pk=document.pk).update(content={"title": "Altro"}),
        lambda: PathDocument.objects.filter(pk=document.pk).update(document=None),
        document.delete,
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()


# ---------------------------------------------------------------- report


def test_the_report_says_who_came_what_was_said_and_what_became_of_it(
    said: Path, his: Participant, anna: User
) -> None:
    consulted(said, anna)
    remark = acts.remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    acts.answer_remark(remark, accept=False, answer="Non era emerso.", actor=anna)
    heard(said)
    acts.finalize(said, actor=anna)
    acts.write_report(said, text="Il percorso ha funzionato.", actor=anna)
    on_paper(said)
    assert said.status == PathStatus.RDP_REPORT
    report = str(content(said, PathDocumentKind.REPORT))
    for words in (
        his.name, "Incontro", "Si apre uno sportello unico.", "Sportello unico",
        "Lo sportello toglie tempo", "Manca la sera.", "Non era emerso.",
        "Il percorso ha funzionato.", "con una gara anziché co-progettarli",
        "non dà diritti, precedenze o pagamenti",
    ):  # fmt: skip
        assert words in report
    annex = content(said, PathDocumentKind.ANNEX)["blocks"]
    assert len(annex) == said.contributions.count()
    assert all(one["lines"] for one in annex)
    refused = next(one for one in annex if "Non è il primo bisogno" in one["title"])
    assert "Non accolto: È nelle priorità." in refused["lines"][1]


def test_a_report_is_written_again_until_the_act_and_never_twice_the_same(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    with pytest.raises(ActRefused, match="altra fase"):
        acts.write_report(said, text="Presto.", actor=anna)
    acts.open_consultation(said, days=5, actor=anna)
    heard(said)
    acts.finalize(said, actor=anna)
    acts.write_report(said, text="Uno.", actor=anna)
    with pytest.raises(ActRefused, match="lo stesso"):
        acts.write_report(said, text="Uno.", actor=anna)
    acts.write_report(said, text="Due.", actor=anna)
    on_paper(said)
    assert said.documents.filter(kind=PathDocumentKind.REPORT).count() == 2
    assert "Due." in str(content(said, PathDocumentKind.REPORT))


# ---------------------------------------------------------------- act and plan


def test_the_act_publishes_its_documents_and_freezes_what_it_says(
    said: Path, notice: Notice, anna: User, elena: User
) -> None:
    adopted(said, anna, elena)
    assert said.status == PathStatus.ACT_ADOPTED
    assert said.act is not None
    made = Publication.objects.filter(dossier=notice.code, duty=Duty.SYNTHESIS)
    assert {one.document.name for one in made if one.document} == {
        f"{notice.code}-synthesis.pdf", f"{notice.code}-report.pdf", f"{notice.code}-annex.pdf"
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PathPriority.objects.update(title="Altro")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Path.objects.filter(pk=said.pk).update(act=None)
    with pytest.raises(ActRefused, match="altra fase"):
        acts.adopt_act(said, act=given(), actor=elena)


def test_a_priority_without_a_need_with_evidence_stops_the_act_and_is_named(
    said: Path, anna: User, elena: User
) -> None:
    reported(said, anna)
    supposed = NeedFactory.create(evidence="supposed")
    facts: dict[str, Any] = {
        "title": "Nuovo tavolo",
        "text": "",
        "contributions": [],
        "actor": anna,
    }
    bare = acts.write_priority(said, needs=[supposed], **facts)
    with pytest.raises(ActRefused, match="Mancano a: «Nuovo tavolo»"):
        acts.adopt_act(said, act=given(), actor=elena)
    acts.write_priority(said, priority=bare, needs=[NeedFactory.create()], **facts)
    on_paper(said)
    acts.adopt_act(said, act=given(), actor=elena)


def test_the_act_waits_for_its_documents_for_a_priority_and_for_its_day(
    said: Path, anna: User, elena: User
) -> None:
    final(said, anna)
    acts.write_report(said, text="", actor=anna)
    with pytest.raises(ActRefused, match="si stanno ancora preparando"):
        acts.adopt_act(said, act=given(), actor=elena)
    on_paper(said)
    tomorrow = {**given(), "adopted_on": day_of(clock.now()) + timedelta(days=1)}
    with pytest.raises(ActRefused, match="nel futuro"):
        acts.adopt_act(said, act=tomorrow, actor=elena)
    acts.drop_priority(said.priorities.get(), reason="Non ci sono fondi.", actor=anna)
    with pytest.raises(ActRefused, match="non ha ancora priorità"):
        acts.adopt_act(said, act=given(), actor=elena)
    assert said.status == PathStatus.RDP_REPORT


def test_the_order_of_priorities_is_the_administrations_and_what_is_left_out_says_why(
    said: Path, anna: User
) -> None:
    drafted(said, anna)
    need = NeedFactory.create()
    facts: dict[str, Any] = {"text": "", "contributions": [], "needs": [need], "actor": anna}
    second = acts.write_priority(said, title="Letti", **facts)
    with pytest.raises(ActRefused, match="già una priorità"):
        acts.write_priority(said, title="letti", **facts)
    acts.raise_priority(second, actor=anna)
    acts.raise_priority(second, actor=anna)
    order = said.priorities.order_by("position").values_list("title", flat=True)
    assert list(order) == ["Letti", "Sportello unico"]
    with pytest.raises(ActRefused, match="Scrivi perché"):
        acts.drop_priority(second, reason="", actor=anna)
    acts.drop_priority(second, reason="Altrove.", actor=anna)
    with pytest.raises(ActRefused, match="già fuori"):
        acts.drop_priority(second, reason="Altrove.", actor=anna)


def test_the_act_enters_the_programming_with_its_priorities_at_its_head(
    said: Path, anna: User, elena: User
) -> None:
    adopted(said, anna, elena)
    programme = Programme(title="Esito del percorso", kind="coprogramming")
    made = acts.feed_plan(said, code="esito-1", programme=programme, actor=anna)
    assert said.status == PathStatus.FEEDS_PLAN
    assert (said.programming_act, made.act) == (made, said.act)
    priority = ActPriority.objects.get()
    assert priority.title == "Sportello unico"
    assert priority.path_priority == said.priorities.get()
    with pytest.raises(ActRefused, match="altra fase"):
        acts.feed_plan(said, code="esito-2", programme=programme, actor=anna)
    assert ProgrammingAct.objects.filter(act=said.act).count() == 1
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        ActPriority.objects.update(title="Altro")


def test_a_stopped_path_goes_on_where_it_was_and_a_closed_one_does_not(
    said: Path, anna: User, elena: User
) -> None:
    reported(said, anna)
    suspend(said, reason="Ricorso.", actor=elena)
    with pytest.raises(ActRefused, match="sospeso"):
        acts.adopt_act(said, act=given(), actor=elena)
    resume(said, actor=elena)
    acts.write_report(said, text="Di nuovo.", actor=anna)
    close_without_act(said, reason="Non ci sono fondi.", actor=elena)
    with pytest.raises(ActRefused, match="altra fase"):
        acts.adopt_act(said, act=given(), actor=elena)
    assert said.documents.filter(kind=FINAL).exists()
