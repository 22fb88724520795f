"""Common ground: statements, answers, what is taken away, what the pages show to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from tests.costs import questions_of
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import ground
from trama.tables.models import (
    OpinionReading,
    Participant,
    Path,
    PathStatus,
    Statement,
    StatementVote,
    WorkingTable,
)
from trama.tables.tasks.ground import read_grounds
from trama.tables.tests.factories import ParticipantFactory, PathFactory

pytestmark = pytest.mark.django_db
WORDS = "I servizi chiudono troppo presto per chi lavora"


def answer(statement: Statement, *, choice: str, **who: Any) -> int:
    """One statement alone, as the page that shows one at a time sends it."""
    return ground.vote_statements(statement.path, choices={statement: choice}, **who)


@pytest.fixture
def statement(path: Path, his: Participant, bruno: User) -> Statement:
    return ground.add_statement(path, text=WORDS, author=his, actor=bruno)


@pytest.fixture
def by_voice(path: Path) -> Participant:
    return ParticipantFactory.create(path=path, heard=True, by_voice=True)


# ---------------------------------------------------------------- statements


def test_statements_are_numbered_and_the_same_words_are_not_said_twice(
    path: Path, statement: Statement, anna: User
) -> None:
    with pytest.raises(ActRefused, match="affermazione 1"):
        ground.add_statement(path, text=f" {WORDS.upper()}  ", actor=anna)
    second = ground.add_statement(path, text="Mancano spazi per\n i ragazzi", actor=anna)
    assert (second.number, second.text) == (2, "Mancano spazi per i ragazzi")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("  ", "Scrivi l’affermazione"),
        ("a" * 281, "Al massimo 280"),
        ("Chiamate il 333 1234567", "numero di telefono"),
        ("La famiglia Rossi aspetta da mesi", "famiglia Rossi"),
    ],
)
def test_a_statement_is_short_and_names_nobody(
    path: Path, anna: User, words: str, said: str
) -> None:
    with pytest.raises(ActRefused, match=said):
        ground.add_statement(path, text=words, actor=anna)
    assert not Statement.objects.exists()


def test_who_no_longer_takes_part_or_takes_part_elsewhere_states_nothing(
    path: Path, his: Participant, bruno: User
) -> None:
    with pytest.raises(ActRefused, match="Non partecipa a questo percorso"):
        ground.add_statement(path, text=WORDS, author=ParticipantFactory.create(), actor=bruno)
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    with pytest.raises(ActRefused, match="non partecipa più"):
        ground.add_statement(path, text=WORDS, author=his, actor=bruno)


def test_what_is_taken_away_stays_with_why_and_its_words_are_in_no_event(
    client: Client, path: Path, statement: Statement, anna: User
) -> None:
    with pytest.raises(ActRefused, match="perché la togli"):
        ground.hide_statement(statement, reason=" ", actor=anna)
    ground.hide_statement(statement, reason="Parla di un solo ente.", actor=anna)
    text = client.get(reverse("paths:ground", args=[path.code])).content.decode()
    assert "Affermazione 1: tolta" in text
    assert "Parla di un solo ente." in text
    assert WORDS not in text
    events = Event.objects.filter(subject_label="tables.statement")
    assert all(WORDS not in str(payload_of(event)) for event in events)
    with pytest.raises(MoveRefused):
        ground.reopen_statement(statement, actor=anna)
    again = ground.add_statement(path, text=WORDS, actor=anna)
    assert again.number == 2


# ---------------------------------------------------------------- answers


def test_the_last_answer_counts_and_the_same_twice_is_given_once(
    statement: Statement, his: Participant, bruno: User
) -> None:
    def said(choice: str) -> int:
        return answer(statement, participant=his, choice=choice, actor=bruno)

    assert (said("agree"), said("agree"), said("disagree")) == (1, 0, 1)
    assert StatementVote.objects.get().value == -1
    told = Event.objects.filter(verb="vote_statements")
    assert told.count() == 2
    assert all("disagree" not in str(payload_of(event)) for event in told)
    # Nor who: between two readings, name and instant would tell the answer.
    assert all(his.name not in str(payload_of(event)) for event in told)
    assert {event.actor_id for event in told} == {None}


def test_one_answers_only_to_what_is_open_and_in_the_three_ways(
    path: Path, statement: Statement, his: Participant, bruno: User, anna: User
) -> None:
    with pytest.raises(ActRefused, match="d’accordo, contrari"):
        answer(statement, participant=his, choice="maybe", actor=bruno)
    other = ground.add_statement(path, text="Un’altra cosa", actor=anna)
    ground.close_statement(statement, actor=anna)
    with pytest.raises(ActRefused, match="nessuna risposta è stata salvata"):
        ground.vote_statements(
            path, participant=his, choices={other: "agree", statement: "agree"}, actor=bruno
        )
    assert not StatementVote.objects.exists()
    ground.reopen_statement(statement, actor=anna)
    assert answer(statement, participant=his, choice="pass", actor=bruno) == 1


def test_the_administration_and_who_has_gone_do_not_answer(
    path: Path, statement: Statement, his: Participant, anna: User
) -> None:
    office = ParticipantFactory.create(path=path, office=True)
    with pytest.raises(ActRefused, match="l’Amministrazione ascolta"):
        answer(statement, participant=office, choice="agree", actor=anna)
    Participant.objects.filter(pk=his.pk).update(status="left")
    with pytest.raises(ActRefused, match="non partecipa più"):
        answer(statement, participant=his, choice="agree", actor=anna)


def test_the_office_writes_the_answers_of_who_has_no_email_alone_and_it_shows(
    client: Client, path: Path, statement: Statement, his: Participant, by_voice: Participant,
    anna: User,
) -> None:  # fmt: skip
    with pytest.raises(ActRefused, match="ha un’e-mail"):
        answer(statement, participant=his, choice="agree", actor=anna, acted_for=True)
    answer(statement, participant=by_voice, choice="agree", actor=anna, acted_for=True)
    vote = StatementVote.objects.get()
    assert (vote.acted_for, vote.user) == (True, anna)
    text = client.get(reverse("paths:ground", args=[path.code])).content.decode()
    assert "Un ente ha risposto a voce" in text


def test_a_path_past_its_meetings_is_answered_no_more(
    path: Path, statement: Statement, his: Participant, bruno: User
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_FINAL)
    with pytest.raises(ActRefused, match="un’altra fase"):
        answer(statement, participant=his, choice="agree", actor=bruno)


def test_bodies_are_asked_by_letter_once_a_week(
    path: Path, statement: Statement, by_voice: Participant, his: Participant, bruno: User,
    anna: User, stop_clock: Callable[[datetime | None], None],
) -> None:  # fmt: skip
    answer(statement, participant=his, choice="agree", actor=bruno)
    assert ground.ask_opinions(path, actor=anna) == (2, 1)
    assert ground.ask_opinions(path, actor=anna) == (0, 1)
    stop_clock(clock.now() + timedelta(days=8))
    assert ground.ask_opinions(path, actor=anna) == (2, 1)
    assert his.email not in OutgoingMessage.objects.values_list("recipient", flat=True)
    ground.close_statement(statement, actor=anna)
    with pytest.raises(ActRefused, match="nessuna affermazione aperta"):
        ground.ask_opinions(path, actor=anna)


# ---------------------------------------------------------------- the reading


def test_many_answers_make_one_reading_and_the_same_answers_no_other(
    path: Path, statement: Statement, his: Participant, bruno: User,
    stop_clock: Callable[[datetime | None], None],
) -> None:  # fmt: skip
    answer(statement, participant=his, choice="agree", actor=bruno)
    answer(statement, participant=his, choice="disagree", actor=bruno)
    assert not OpinionReading.objects.exists()
    read_grounds(0)
    read_grounds(0)
    reading = OpinionReading.objects.get()
    assert reading.content["voters"] == 1
    assert reading.content["statements"][0]["counts"] is None  # one answer alone is not shown
    stop_clock(clock.now() + timedelta(minutes=10))
    read_grounds(0)
    read_before = OpinionReading.objects.get().computed_at
    stop_clock(clock.now() + timedelta(minutes=10))
    read_grounds(0)  # nothing has changed since
    assert OpinionReading.objects.get().computed_at == read_before
    answer(statement, participant=his, choice="pass", actor=bruno)
    read_grounds(0)
    assert OpinionReading.objects.get().computed_at > read_before


def test_what_is_taken_away_counts_no_more(
    path: Path, statement: Statement, his: Participant, bruno: User, anna: User
) -> None:
    answer(statement, participant=his, choice="agree", actor=bruno)
    ground.hide_statement(statement, reason="Fuori tema.", actor=anna)
    read_grounds(0)
    reading = OpinionReading.objects.get()
    assert (reading.content["voters"], reading.content["statements"]) == (0, [])


# ---------------------------------------------------------------- pages


def test_a_body_answers_one_at_a_time_and_changes_its_mind_in_the_list(
    path: Path, statement: Statement, his: Participant, bruno: User, enter: Enter
) -> None:
    second = ground.add_statement(path, text="Un’altra cosa", actor=bruno)
    client, url = enter(bruno), reverse("paths:ground_vote", args=[his.uid])
    page = client.get(url).content.decode()
    assert WORDS in page
    assert "Un’altra cosa" not in page
    assert client.post(url, {str(statement.uid): "agree"}).status_code == 303
    assert "Un’altra cosa" in client.get(url).content.decode()
    answers = {str(statement.uid): "disagree", str(second.uid): "pass"}
    done = client.post(f"{url}?elenco=1", answers)
    assert (done.status_code, done["Location"]) == (303, f"{url}?elenco=1")
    assert dict(StatementVote.objects.values_list("statement__number", "value")) == {1: -1, 2: 0}
    assert "Avete risposto a tutto" in client.get(url).content.decode()
    for nothing in ({str(statement.uid): "forse"}, {}):
        assert client.post(url, nothing).status_code == 422


def test_who_has_no_account_answers_from_the_letter_and_nobody_else_does(
    client: Client, path: Path, statement: Statement, his: Participant, anna: User, carla: User,
    enter: Enter,
) -> None:  # fmt: skip
    url = reverse("paths:ground_vote", args=[his.uid])
    for other in (anna, carla):  # the office, too, writes only for who has no e-mail
        assert enter(other).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404
    ground.ask_opinions(path, actor=anna)
    letter = OutgoingMessage.objects.get(recipient=his.email)
    door = next(word for word in letter.text.split() if word.startswith("http"))
    client.get(door)
    assert client.get(url).status_code == 200
    assert client.post(url, {str(statement.uid): "agree"}).status_code == 303
    vote = StatementVote.objects.get()
    assert (vote.participant, vote.user, vote.acted_for) == (his, None, False)


def test_a_facilitator_writes_what_is_said_by_voice(
    table: WorkingTable, statement: Statement, by_voice: Participant, enter: Enter
) -> None:
    assert table.facilitator is not None
    url = reverse("paths:ground_vote", args=[by_voice.uid])
    client = enter(table.facilitator)
    assert "Scrivi tu quello che dice l’ente" in client.get(url).content.decode()
    client.post(url, {str(statement.uid): "agree"})
    assert StatementVote.objects.get().acted_for
    told = Event.objects.get(verb="collect_statements")
    assert (payload_of(told)["name"], told.actor_id) == (by_voice.name, table.facilitator.pk)


def test_a_statement_may_start_from_a_contribution_or_an_earlier_path(
    path: Path, statement: Statement, his: Participant, bruno: User, anna: User, enter: Enter
) -> None:
    earlier = PathFactory.create()
    before = ground.add_statement(earlier, text="Da un altro percorso", actor=anna)
    client, url = enter(bruno), reverse("paths:ground_new", args=[path.code])
    assert (
        "Da un altro percorso</textarea>" in client.get(f"{url}?da={before.uid}").content.decode()
    )
    assert client.get(f"{url}?contributo=x").status_code == 404
    assert client.get(f"{url}?contributo=99").status_code == 404
    assert client.post(url, {"text": "La famiglia Rossi aspetta"}).status_code == 422
    assert client.post(url, {"text": "Da un altro percorso"}).status_code == 303
    assert path.statements.get(number=2).author == his


def test_in_english_a_statement_stays_as_its_body_wrote_it_and_says_in_which_language(
    path: Path, statement: Statement, client: Client
) -> None:
    page = reverse("paths:ground", args=[path.code])
    assert f'<span lang="it">{WORDS}' in client.get(f"/en{page}").content.decode()
    assert 'lang="it">' + WORDS not in client.get(page).content.decode()


def test_only_who_tends_closes_and_takes_away(
    path: Path, statement: Statement, anna: User, bruno: User, enter: Enter
) -> None:
    close = reverse("paths:ground_end", args=[path.code, statement.uid, "chiudi"])
    hide = reverse("paths:ground_hide", args=[path.code, statement.uid])
    ask = reverse("paths:ground_ask", args=[path.code])
    client = enter(bruno)
    assert [client.post(url).status_code for url in (close, hide, ask)] == [403] * 3
    client = enter(anna)
    client.post(close)
    statement.refresh_from_db()
    assert statement.status == "closed"
    assert client.post(hide, {"reason": ""}).status_code == 422
    assert client.post(hide, {"reason": "Fuori tema."}).status_code == 303
    statement.refresh_from_db()
    assert statement.status == "hidden"


def test_the_page_asks_the_same_of_the_database_for_1_statement_and_for_50(
    client: Client, path: Path, statement: Statement, his: Participant, bruno: User, anna: User
) -> None:
    def queries() -> int:
        read_grounds(0)
        return questions_of(client, reverse("paths:ground", args=[path.code]))

    answer(statement, participant=his, choice="agree", actor=bruno)
    queries()  # what is cached for good
    few = queries()
    many = [ground.add_statement(path, text=f"Frase {n}", actor=anna) for n in range(49)]
    ground.vote_statements(path, participant=his, choices=dict.fromkeys(many, "agree"), actor=bruno)
    assert queries() == few
