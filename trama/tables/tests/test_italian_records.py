"""What acts leave in the records does not depend on the language their author reads: texts are
in Italian; days and choices are told in the language of who reads."""

from datetime import date

import pytest
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import moments
from trama.core.deadlines import day_of
from trama.ledger import queries as ledger
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage
from trama.tables.history import day, stance
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.contributions import take_position
from trama.tables.lifecycle.minutes import open_to_remarks
from trama.tables.lifecycle.paths import exclude
from trama.tables.models import Meeting, Participant, Path, Stance, WorkingTable
from trama.tables.queries.synthesis import standing_paragraphs
from trama.tables.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    PositionFactory,
)
from trama.tables.tests.synthesis_factories import consulted, heard, told

pytestmark = pytest.mark.django_db


def latest(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


def payload(verb: str) -> dict[str, object]:
    return payload_of(latest(verb))


def words(verb: str) -> str:
    return ledger.told([latest(verb)], public=True)[0].words


def test_the_compulsory_sections_have_their_italian_titles(path: Path, anna: User) -> None:
    told(path)
    with override("en"):
        acts.ask_composition(path, actor=anna)
    assert list(path.sections.order_by("position").values_list("title", flat=True)) == [
        "Aree di intervento e aree da rafforzare",
        "Nuovi bisogni e nuove risorse",
        "Sostegno al lavoro in rete per risposte coordinate",
    ]


def test_who_disagrees_during_the_consultation_is_told_in_italian(path: Path, anna: User) -> None:
    told(path)
    consulted(path, anna)
    need = path.contributions.get(title="Mancano case")
    PositionFactory.create(contribution=need, disagree=True)
    heard(path)
    with override("en"):
        acts.finalize(path, actor=anna)
    said = standing_paragraphs(path).get(origin=f"positions:{need.code}:1")
    assert said.text.startswith(f"Su «Mancano case» ({need.code}).")
    assert "contrario" in said.text


def test_the_story_of_minutes_tells_their_term_in_the_language_of_who_reads(
    table: WorkingTable, his: Participant, anna: User
) -> None:
    meeting = MeetingFactory.create(table=table, minutes=True, present=[his], said=["Si apre."])
    with override("en"):
        open_to_remarks(meeting, actor=anna)
    last = meeting_term(meeting)
    assert last.isoformat() == payload("open_minutes")["until"]
    for language in ("it", "en"):
        with override(language):
            assert moments.day(last) in words("open_minutes")


def meeting_term(meeting: Meeting) -> date:
    meeting.refresh_from_db()
    assert meeting.remarks_until is not None
    return day_of(meeting.remarks_until)


def test_the_story_of_a_contribution_tells_positions_in_the_language_of_who_reads(
    path: Path, his: Participant, anna: User
) -> None:
    contribution = ContributionFactory.create(path=path)
    with override("en"):
        take_position(contribution, participant=his, stance="agree", reason="", actor=anna)
    for language in ("it", "en"):
        with override(language):
            assert str(Stance.AGREE.label) in words("take_position")


def test_what_the_first_events_kept_in_words_stays_as_it_was_written() -> None:
    assert (day("26 novembre 2026"), stance("d’accordo")) == ("26 novembre 2026", "d’accordo")


def test_who_is_excluded_reads_in_italian_how_to_challenge_it(his: Participant, anna: User) -> None:
    with override("en"):
        exclude(his, reason="Cancellato dal RUNTS.", actor=anna)
    assert "Contro questo atto si può ricorrere" in OutgoingMessage.objects.get().text
