"""Pages of contributions, for everybody, for bodies, for who minutes and for the office."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Enter
from trama.accounts.models import User
from trama.ledger.models import Document, DocumentStatus
from trama.programming.models import Theme
from trama.tables.lifecycle.contributions import amend, merge, take_position
from trama.tables.lifecycle.paths import exclude
from trama.tables.models import Contribution, Meeting, Participant, Path, PathStatus, WorkingTable
from trama.tables.tests.contribution_pages import at, page
from trama.tables.tests.factories import ContributionFactory, MeetingFactory, PositionFactory
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db

FIELDS = {
    "kind": "proposal",
    "title": "Aprire il doposcuola anche il sabato",
    "text": "Chi lavora il sabato non sa a chi lasciare i figli.",
    "evidence": "witnessed",
}


# ---------------------------------------------------------------- everybody


def test_everybody_reads_who_brought_it_and_who_disagrees_but_no_button(
    client: Client, path: Path, brought: Contribution, his: Participant, bruno: User
) -> None:
    take_position(brought, participant=his, stance="disagree", reason="Costa.", actor=bruno)
    text = page(client, "contribution", path.code, brought.number)
    assert brought.authors.get().name in text
    assert "1 contrario" in text
    assert "Costa." in text
    assert bruno.name not in text
    for act in ("modifica", "posizione", "esito", "schede"):
        assert f"/contributi/{brought.number}/{act}/" not in text


def test_what_changed_is_shown_word_by_word_with_who_was_told(
    client: Client, brought: Contribution, his: Participant, anna: User
) -> None:
    PositionFactory.create(contribution=brought, participant=his)
    new = brought.text.replace("il sabato", "la domenica")
    amend(brought, title=brought.title, text=new, note="Errore", version=1, actor=anna)
    text = page(client, "contribution", brought.path.code, brought.number)
    assert "[tolto:]</span> il sabato" in text
    assert "[aggiunto:]</span> la domenica" in text
    assert f"avevano preso posizione: {his.name}" in text


def test_what_was_joined_is_read_on_the_page_of_the_whole(
    client: Client, path: Path, brought: Contribution, his: Participant, anna: User
) -> None:
    small = ContributionFactory.create(path=path, authors=[his], text="Le mie parole.")
    merge(small, brought, reason="Uguali.", actor=anna)
    text = page(client, "contribution", path.code, brought.number)
    assert "Le mie parole." in text
    assert his.name in text
    assert brought.title in page(client, "contribution", path.code, small.number)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {1, 2, 3}),
        ({"q": "furgone"}, {2}),
        ({"kind": "need"}, {2}),
        ({"status": "accepted"}, {3}),
        ({"zone": "nil/57"}, {1}),
        ({"theme": "casa-prova"}, {1}),
        ({"pagina": "99", "kind": "boh"}, {1, 2, 3}),
    ],
)
def test_the_list_is_narrowed_by_what_is_in_the_address(
    client: Client, path: Path, query: dict[str, str], found: set[int]
) -> None:
    theme = Theme.objects.create(code="casa-prova", label_it="Casa", label_en="Housing")
    zone = ZoneFactory.create(kind="nil", code="57")
    ContributionFactory.create(path=path, title="Uno", themes=[theme], zones=[zone])
    ContributionFactory.create(path=path, title="Un furgone", need=True)
    ContributionFactory.create(path=path, title="Tre", status="accepted")
    ContributionFactory.create(title="Di un altro percorso")
    response = client.get(at("contributions", path.code), query)
    shown = {row.contribution.number for row in response.context["rows"]}
    assert shown == found
    assert "1 accolto" in response.content.decode()


def test_a_body_finds_its_own_and_a_table_its_own(
    path: Path, brought: Contribution, his: Participant, table: WorkingTable, bruno: User,
    enter: Enter,
) -> None:  # fmt: skip
    own = ContributionFactory.create(path=path, authors=[his], table=table)
    url = at("contributions", path.code)
    for query in ({"mine": "on"}, {"table": str(table.uid)}):
        rows = enter(bruno).get(url, query).context["rows"]
        assert [row.contribution for row in rows] == [own]


def test_the_csv_has_bodies_and_outcomes_and_no_formula(
    client: Client, path: Path, brought: Contribution, anna: User
) -> None:
    PositionFactory.create(contribution=brought, reserve=True)
    ContributionFactory.create(path=path, title="=1+1", status="not_accepted")
    response = client.get(at("contributions_csv", path.code))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["codice"] for row in rows] == ["C-0001", "C-0002"]
    assert rows[0]["enti"] == brought.authors.get().name
    assert rows[0]["con riserva"] == "1"
    assert rows[1]["titolo"] == "'=1+1"
    assert rows[1]["motivo dell’esito"] == "È nelle priorità."
    assert rows[0]["indirizzo"].endswith(f"/tavoli/{path.code}/contributi/1/")


def test_an_attachment_is_handed_over_once_the_worker_has_opened_it(
    path: Path, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    upload = SimpleUploadedFile("dati.csv", b"posti", "text/csv")
    client.post(at("contribution_new", path.code), {**FIELDS, "upload": upload})
    url = at("contribution_attachment", path.code, 1)
    assert client.get(url).status_code == 404
    assert "in controllo" in page(client, "contribution", path.code, 1)
    Document.objects.update(status=DocumentStatus.CHECKED, media_type="text/csv")
    given = client.get(url)
    assert (given.status_code, given["X-Content-Type-Options"]) == (200, "nosniff")


# ---------------------------------------------------------------- bodies


def test_a_body_brings_one_and_twice_is_told(path: Path, bruno: User, enter: Enter) -> None:
    client = enter(bruno)
    url = at("contribution_new", path.code)
    assert client.post(url, FIELDS).status_code == 303
    again = client.post(url, {**FIELDS, "anyway": "1"})
    assert again.status_code == 422
    assert "c’è già, con le stesse parole: C-0001" in again.content.decode()
    assert path.contributions.count() == 1


def test_a_family_is_asked_to_be_taken_out_and_nothing_typed_is_lost(
    path: Path, bruno: User, enter: Enter
) -> None:
    words = "Lo chiede la famiglia Rossi, codice RSSMRA85T10A562S, tel. 333 1234567."
    answer = enter(bruno).post(at("contribution_new", path.code), {**FIELDS, "text": words})
    text = answer.content.decode()
    assert answer.status_code == 422
    for said in ("«famiglia Rossi»", "«RSSMRA85T10A562S»", "«333 1234567»"):
        assert said in text
    assert f">\n{words}</textarea>" in text
    assert not Contribution.objects.exists()


def test_the_like_are_shown_once_before_saving_and_nothing_is_lost(
    path: Path, brought: Contribution, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    url = at("contribution_new", path.code)
    fields = {**FIELDS, "title": brought.title}
    shown = client.post(url, fields).content.decode()
    assert brought.code in shown
    assert FIELDS["text"] in shown
    assert path.contributions.count() == 1
    assert client.post(url, {**fields, "anyway": "1"}).status_code == 303
    only = client.post(at("contribution_similar", path.code), fields).content.decode()
    assert brought.code in only


def test_an_objection_starts_from_what_it_objects_to(
    path: Path, brought: Contribution, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    url = at("contribution_new", path.code)
    assert f'value="{brought.code}"' in client.get(f"{url}?obietta={brought.code}").content.decode()
    wrong = client.post(url, {**FIELDS, "objects_to": brought.code})
    assert "porta un’obiezione" in wrong.content.decode()
    unknown = client.post(url, {**FIELDS, "kind": "objection", "objects_to": "C-9"})
    assert "non c’è: controlla il codice" in unknown.content.decode()
    client.post(url, {**FIELDS, "kind": "objection", "objects_to": "1", "anyway": "1"})
    made = Contribution.objects.get(kind="objection")
    assert made.objects_to == brought
    assert made.code in page(client, "contribution", path.code, brought.number)


def test_an_excluded_body_is_told_that_it_adds_nothing(
    path: Path, his: Participant, brought: Contribution, anna: User, bruno: User, enter: Enter
) -> None:
    own = ContributionFactory.create(path=path, authors=[his])
    exclude(his, reason="Ha perso i requisiti.", actor=anna)
    client = enter(bruno)
    for url in (
        at("contribution_new", path.code),
        at("contribution_position", path.code, brought.number),
    ):
        for answer in (client.get(url), client.post(url, FIELDS)):
            assert answer.status_code == 409
            assert "non partecipa più al percorso" in answer.content.decode()
    assert client.get(at("contribution_edit", path.code, own.number)).status_code == 403
    assert "non partecipa più al percorso" in page(client, "contributions", path.code)
    assert his.name in page(client, "contribution", path.code, own.number)


def test_a_position_is_taken_and_changed_in_its_page(
    path: Path, brought: Contribution, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    url = at("contribution_position", path.code, brought.number)
    bare = client.post(url, {"stance": "reserve", "reason": ""})
    assert bare.status_code == 422
    assert "motivo della riserva" in bare.content.decode()
    client.post(url, {"stance": "agree"})
    client.post(url, {"stance": "disagree", "reason": "Costa."})
    assert "Prima: d’accordo" in page(client, "contribution", path.code, brought.number)
    assert "checked" in client.get(url).content.decode()


def test_who_amends_over_another_sees_both_texts(
    path: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    own = ContributionFactory.create(path=path, authors=[his])
    client = enter(bruno)
    url = at("contribution_edit", path.code, own.number)
    fields = {"title": own.title, "text": "Il mio.", "version": "1"}
    assert client.post(url, {**fields, "text": "Del collega."}).status_code == 303
    late = client.post(url, fields)
    assert late.status_code == 409
    assert "Del collega." in late.content.decode()
    assert "Il mio." in late.content.decode()
    assert client.post(url, {**fields, "version": late.context["now"].version}).status_code == 303
    own.refresh_from_db()
    assert (own.text, own.version) == ("Il mio.", 3)


def test_ones_own_is_neither_spoken_upon_nor_amended_by_others(
    path: Path, his: Participant, brought: Contribution, bruno: User, enter: Enter
) -> None:
    own = ContributionFactory.create(path=path, authors=[his])
    client = enter(bruno)
    assert client.get(at("contribution_position", path.code, own.number)).status_code == 403
    assert client.get(at("contribution_edit", path.code, brought.number)).status_code == 403


def test_after_the_outcome_the_page_says_that_it_is_too_late(
    path: Path, his: Participant, other: Participant, bruno: User, enter: Enter
) -> None:
    over = ContributionFactory.create(path=path, authors=[other], status="accepted")
    own = ContributionFactory.create(path=path, authors=[his], status="accepted")
    client = enter(bruno)
    for name, one in (("contribution_position", over), ("contribution_edit", own)):
        answer = client.get(at(name, path.code, one.number))
        assert answer.status_code == 409
        assert "ha già un esito" in answer.content.decode()
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_FINAL)
    assert client.get(at("contribution_new", path.code)).status_code == 409


# ---------------------------------------------------------------- at the table


def test_who_minutes_writes_for_bodies_at_the_table_and_it_shows(
    path: Path, table: WorkingTable, his: Participant, other: Participant, enter: Enter
) -> None:
    now = MeetingFactory.create(table=table, number=7, now=True)
    client = enter(table.minute_taker)
    url = at("contribution_spoken", path.code, now.uid)
    assert url in page(client, "meeting", path.code, now.uid)
    fields = {
        "kind": "need", "title": "Posti al nido", "text": "Ne mancano.",
        "authors": [str(his.uid), str(other.uid)],
    }  # fmt: skip
    assert client.post(url, {**fields, "authors": []}).status_code == 422
    assert client.post(url, fields).status_code == 303
    made = Contribution.objects.get()
    assert (made.channel, made.acted_for, made.meeting) == ("minutes", True, now)
    assert set(made.authors.all()) == {his, other}
    assert "L’ha scritto un altro, a nome" in page(client, "contribution", path.code, made.number)
    assert "Posti al nido" in page(client, "meeting", path.code, now.uid)
    said = at("contribution_position_for", path.code, made.number)
    third = path.participants.exclude(pk__in=[his.pk, other.pk]).get()
    client.post(said, {"participant": str(third.uid), "stance": "agree"})
    assert made.positions.get().acted_for


# ---------------------------------------------------------------- as many as there are


@pytest.mark.parametrize(
    "name", ["contributions", "contributions_decide", "path", "contributions_csv"]
)
def test_a_page_asks_the_same_questions_of_one_and_of_fifty(
    path: Path, meeting: Meeting, anna: User, enter: Enter, name: str
) -> None:
    client = enter(anna)
    counts = []
    for more in (1, 49):
        for one in ContributionFactory.create_batch(more, path=path, table=meeting.table):
            PositionFactory.create(contribution=one, participant=path.participants.last())
        client.get(at(name, path.code))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(at(name, path.code))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_one_asks_the_same_questions_however_much_was_said(
    client: Client, path: Path, brought: Contribution, anna: User
) -> None:
    url = at("contribution", path.code, brought.number)
    counts = []
    for more in (1, 20):
        for _n in range(more):
            PositionFactory.create(contribution=brought, disagree=True)
            ContributionFactory.create(path=path, objection=True, objects_to=brought)
            merge(ContributionFactory.create(path=path), brought, reason="Sì.", actor=anna)
            brought.refresh_from_db()
            text = f"{brought.text} Ancora."
            amend(
                brought, title=brought.title, text=text, note="", version=brought.version,
                actor=anna,
            )  # fmt: skip
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
