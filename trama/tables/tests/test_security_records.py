"""What the law asks of a path can't be walked around, and what is concluded can't be altered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.core.workflow import ActRefused
from trama.needs.models import CardStatus, Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice, NoticeStatus
from trama.tables.forms.synthesis import MoveForm, PriorityForm
from trama.tables.lifecycle import contributions
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.meetings import convene
from trama.tables.lifecycle.paths import resume, suspend
from trama.tables.models import (
    ConsultationRemark,
    Participant,
    Path,
    PathDocumentKind,
    PathPriority,
    PriorityVote,
    Synthesis,
    SynthesisParagraph,
    SynthesisSection,
)
from trama.tables.queries.priorities import without_evidence
from trama.tables.queries.votes import grounded
from trama.tables.tests.factories import ContributionFactory, PathFactory
from trama.tables.tests.synthesis_factories import (
    adopted,
    consulted,
    content,
    final,
    heard,
    on_paper,
    paragraph,
    reported,
    told,
)
from trama.tables.tests.votes_factories import VoteFactory, counted, opened

pytestmark = pytest.mark.django_db


def refused(change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        change()


# ---------------------------------------------------------------- R-CP


def test_no_minutes_no_final_synthesis_even_of_a_meeting_convened_meanwhile(
    said: Path, anna: User
) -> None:
    """R-CP-01."""
    consulted(said, anna)
    at = clock.now() + timedelta(days=1)
    facts = {"title": "Ancora uno", "starts_at": at, "ends_at": at + timedelta(hours=2),
             "venue": "Sala", "online_url": ""}  # fmt: skip
    convene(said.tables.get(kind="plenary"), facts, [], actor=anna)
    heard(said)
    with pytest.raises(ActRefused, match="verbale"):
        acts.finalize(said, actor=anna)


def test_a_card_that_nobody_has_published_is_no_evidence(path: Path) -> None:
    """R-CP-03."""
    card = NeedFactory.create(title="Solo un’idea", status=CardStatus.DRAFT)
    proposal = ContributionFactory.create(path=path, needs=[card])
    priority = PathPriority.objects.create(path=path, position=1, title="Un’idea")
    priority.contributions.set([proposal])
    assert not grounded(path).exists()
    assert list(without_evidence(path)) == [priority]


def test_who_disagrees_during_the_consultation_is_in_the_final_synthesis(
    said: Path, his: Participant, bruno: User, anna: User
) -> None:
    """R-CP-04: what came after the draft was composed is added to it, and to what is frozen."""
    consulted(said, anna)
    objection = contributions.bring(
        said, kind="objection", title="Non così", text="Prima le scuole.", authors=[his],
        actor=bruno,
    )  # fmt: skip
    contributions.decide(objection, "not_accepted", reason="Non era emerso.", actor=anna)
    heard(said)
    acts.finalize(said, actor=anna)
    assert paragraph(said, f"objection:{objection.code}").is_dissent
    assert "Prima le scuole." in str(content(said, PathDocumentKind.SYNTHESIS))


def test_the_report_says_the_priorities_that_the_act_adopts(
    said: Path, anna: User, elena: User
) -> None:
    """R-CP-05: a priority changed after the report makes it anew, and the act waits for it."""
    reported(said, anna)
    priority = said.priorities.get()
    acts.write_priority(
        said, priority=priority, title="Un solo sportello", text="", actor=anna,
        contributions=list(priority.contributions.all()), needs=list(priority.needs.all()),
    )  # fmt: skip
    given = {"kind": "DD", "number": "4120", "adopted_on": clock.now().date()}
    with pytest.raises(ActRefused, match="preparando"):
        acts.adopt_act(said, act=given, actor=elena)
    on_paper(said)
    assert "Un solo sportello" in str(content(said, PathDocumentKind.REPORT))
    acts.adopt_act(said, act=given, actor=elena)


def test_a_draft_card_of_somebody_is_told_nowhere(said: Path, anna: User, elena: User) -> None:
    secret = NeedFactory.create(title="Bozza riservata", status=CardStatus.DRAFT)
    for one in said.contributions.all():
        one.needs.add(secret)
    reported(said, anna)
    assert secret in Need.objects.filter(priorities__path=said)
    for kind in (PathDocumentKind.SYNTHESIS, PathDocumentKind.REPORT, PathDocumentKind.ANNEX):
        assert "Bozza riservata" not in str(content(said, kind))
    form = PriorityForm(said, None, said.priorities.get())
    assert str(secret.uid) not in form.initial["sources"]


# ---------------------------------------------------------------- frozen, whoever asks


def test_a_vote_never_goes_back(path: Path) -> None:
    vote = opened(VoteFactory.create(path=path))
    rows = PriorityVote.objects.filter(pk=vote.pk)
    refused(lambda: rows.update(status="draft"))
    first = path.participants.order_by("pk")[0]
    over = counted(VoteFactory.create(path=path, over=True), {first: [1]})
    for status in ("draft", "open", "closed", "cancelled"):
        refused(partial(PriorityVote.objects.filter(pk=over.pk).update, status=status))


def test_a_final_synthesis_is_frozen_from_every_side(said: Path, anna: User) -> None:
    final(said, anna)
    one = paragraph(said, "theme:")
    elsewhere = SynthesisSection.objects.create(
        path=PathFactory.create(bodies=0), kind="other", title="Altrove", position=1
    )
    rows = SynthesisParagraph.objects.filter(pk=one.pk)
    refused(lambda: rows.update(section=elsewhere))
    Path.objects.filter(pk=said.pk).update(status="synthesis_draft")
    refused(lambda: rows.update(text="Altro."))
    refused(lambda: said.sections.update(title="Altro"))
    refused(said.sections.all().delete)


def test_an_act_keeps_its_grounds_and_the_words_of_its_report(
    said: Path, his: Participant, anna: User, elena: User
) -> None:
    adopted(said, anna, elena)
    priority = said.priorities.get()
    other = PathFactory.create(bodies=0)
    for change in (
        priority.contributions.clear,
        lambda: priority.needs.add(NeedFactory.create()),
        lambda: PathPriority.objects.filter(pk=priority.pk).update(path=other),
        lambda: Synthesis.objects.filter(path=said).update(report="Altro."),
    ):
        refused(change)


def test_the_answers_to_a_consultation_are_frozen_with_the_synthesis(
    said: Path, his: Participant, anna: User
) -> None:
    consulted(said, anna)
    remark = acts.remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    acts.answer_remark(remark, accept=False, answer="Non era emerso.", actor=anna)
    heard(said)
    acts.finalize(said, actor=anna)
    rows = ConsultationRemark.objects.filter(pk=remark.pk)
    refused(lambda: rows.update(answer="Altro."))
    refused(rows.delete)


# ---------------------------------------------------------------- bad input


def test_a_paragraph_is_moved_to_no_place_that_is_beyond_all(said: Path, anna: User) -> None:
    consulted(said, anna)
    one = paragraph(said, "theme:")
    sent = {"section": str(one.section.uid), "after": "9" * 25, "reason": "Prova."}
    assert not MoveForm(one, sent).is_valid()


def test_a_suspension_takes_no_working_day_from_those_who_are_consulted(
    path: Path, anna: User, elena: User, stop_clock: Callable[[datetime | None], None]
) -> None:
    began = datetime(2024, 3, 4, 10, tzinfo=ROME)  # a Monday
    stop_clock(began)
    told(path)
    consulted(path, anna)  # ten working days: until Monday 18 March
    stop_clock(began + timedelta(days=2))
    suspend(path, reason="Ricorso.", actor=elena)
    stop_clock(began + timedelta(days=28))  # the first of April, Easter Monday
    resume(path, actor=elena)
    until = Synthesis.objects.get(path=path).consulted_until
    assert until == datetime(2024, 4, 11, 23, 59, 59, tzinfo=ROME)  # the eight days left
    assert path.suspended_at is None


def test_the_act_concludes_the_procedure_that_the_notice_began(
    said: Path, notice: Notice, anna: User, elena: User
) -> None:
    adopted(said, anna, elena)
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.CONCLUDED
    assert notice.closing_act == said.act
