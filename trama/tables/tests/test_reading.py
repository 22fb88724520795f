"""What is kept of a path's pages: never past the act that changes it, never of whoever asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from conftest import Enter
from trama.accounts.models import User
from trama.accounts.tests.factories import UserFactory
from trama.ledger.models import Event
from trama.ledger.queries import LAST, last_acts
from trama.tables.lifecycle.contributions import bring
from trama.tables.lifecycle.meetings import cancel
from trama.tables.lifecycle.synthesis import remark_synthesis, remove_paragraph
from trama.tables.models import Contribution, Meeting, Participant, Path, WorkingTable
from trama.tables.tests.factories import ContributionFactory, ParticipantFactory
from trama.tables.tests.synthesis_factories import consulted, drafted, paragraph
from trama.tables.views.reading import reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(_drawn_each_time: None, settings: Any) -> None:
    for store in ("paths", "searches"):
        memory = {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": f"{store}-of-a-test",
        }
        settings.CACHES = {**settings.CACHES, store: memory}
        caches[store].clear()


def carry(his: Participant, title: str, actor: User) -> Contribution:
    return bring(
        his.path, kind="need", title=title, text="Manca un posto.", authors=[his], channel="web",
        actor=actor,
    )  # fmt: skip


@pytest.fixture
def brought(his: Participant, bruno: User) -> Contribution:
    return carry(his, "Il sabato è chiuso", bruno)


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"paths:{name}", args=args)).content.decode()


@pytest.mark.parametrize("name", ["path", "contributions"])
def test_a_page_that_somebody_has_read_asks_three_questions_at_most(
    name: str, path: Path, client: Client
) -> None:
    page(client, name, path.code)
    with CaptureQueriesContext(connection) as asked:
        page(client, name, path.code)
    assert len(asked) <= 3


def test_a_contribution_is_on_every_page_as_soon_as_it_is_brought(
    path: Path, his: Participant, bruno: User, meeting: Meeting, client: Client
) -> None:
    names = ("path", "contributions")
    for name in names:
        assert "Il giovedì è chiuso" not in page(client, name, path.code)
    carry(his, "Il giovedì è chiuso", bruno)
    for name in names:
        assert "Il giovedì è chiuso" in page(client, name, path.code)


def test_a_cancelled_meeting_is_said_at_once(
    path: Path, table: WorkingTable, meeting: Meeting, anna: User, client: Client
) -> None:
    places: list[tuple[str, tuple[Any, ...]]] = [
        ("path", (path.code,)),
        ("table", (path.code, table.uid)),
    ]
    before = [page(client, name, *where) for name, where in places]
    cancel(meeting, reason="La sala è allagata.", actor=anna)
    for (name, where), was in zip(places, before, strict=True):
        now = page(client, name, *where)
        assert was.count("annullato") < now.count("annullato")


def test_what_one_may_do_is_never_another_s(
    path: Path, brought: Contribution, bruno: User, anna: User, enter: Enter
) -> None:
    """Whoever comes first: a body, the office, anybody."""
    one = (path.code, brought.number)
    assert "Modifica" in page(enter(bruno), "contribution", *one)
    assert "Da’ l’esito" in page(enter(anna), "contribution", *one)
    assert "Lavoro sul percorso" in page(enter(anna), "path", path.code)
    assert "Porta un contributo" in page(enter(bruno), "path", path.code)
    anybody = Client()
    of_anybody = page(anybody, "contribution", *one) + page(anybody, "path", path.code)
    for words in ("Modifica<", "Da’ l’esito", "Lavoro sul percorso", "Porta un contributo"):
        assert words not in of_anybody
    assert "Solo del mio ente" in page(enter(bruno), "contributions", path.code)
    assert "Solo del mio ente" not in page(anybody, "contributions", path.code)


def test_the_address_to_connect_is_for_whoever_takes_part(
    path: Path, meeting: Meeting, bruno: User, enter: Enter
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(online_url="https://incontri.example/stanza")
    assert "incontri.example" in page(enter(bruno), "meeting", path.code, meeting.uid)
    text = page(Client(), "meeting", path.code, meeting.uid)
    assert "incontri.example" not in text
    assert "l’indirizzo lo vede chi partecipa" in text


def test_what_words_find_is_kept_apart_until_an_act(
    path: Path, his: Participant, anna: User, client: Client
) -> None:
    address = reverse("paths:contributions", args=[path.code])
    for words in ("sabato", "domenica", "lunedì"):
        assert "Un altro sabato" not in client.get(address, {"q": words}).content.decode()
    caches["paths"].clear()
    ContributionFactory.create(path=path, title="Un altro sabato")  # without its act
    assert "Un altro sabato" not in client.get(address, {"q": "sabato"}).content.decode()
    assert "Un altro sabato" in client.get(address).content.decode()
    carry(his, "Anche la sera", anna)
    assert "Un altro sabato" in client.get(address, {"q": "sabato"}).content.decode()


def test_pages_of_bodies_and_of_what_an_address_adds_are_told_apart(
    path: Path, client: Client
) -> None:
    ParticipantFactory.create_batch(41, path=path)
    address = reverse("paths:path", args=[path.code])
    first, second, odd = (
        client.get(address, query).content.decode()
        for query in ({}, {"partecipanti": "2"}, {"partecipanti": "<x>", "altro": "1"})
    )
    assert first != second
    assert "altro=1&amp;partecipanti" not in odd
    assert "<x>" not in odd


def test_each_language_has_its_own(path: Path) -> None:
    read = reading(path)
    with override("it"):
        assert read.keep(lambda: "uno", "language") == "uno"
    with override("en"):
        assert read.keep(lambda: "one", "language") == "one"
    with override("it"):
        assert read.keep(lambda: "altro", "language") == "uno"


def test_an_act_that_ends_after_a_later_one_is_not_missed(path: Path) -> None:
    """The clock is read when an act begins, and two may end in the other order."""

    def act(minutes: int) -> None:
        Event.objects.create(
            occurred_at=at - timedelta(minutes=minutes), dossier=path.dossier, verb="bring",
            subject_label="tables.contribution", subject_id="1", commitment="0" * 64,
        )  # fmt: skip

    at, before = last_acts(path.dossier)
    for minutes in range(LAST):
        act(2 * minutes)
        now = last_acts(path.dossier)[1]
        assert now != before
        before = now
    act(1)
    assert last_acts(path.dossier)[1] != before
    assert last_acts("")[1] == ""


# ---------------------------------------------------------------- the synthesis


def test_what_the_office_does_to_the_draft_shows_at_once(
    said: Path, anna: User, enter: Enter
) -> None:
    drafted(said, anna)
    client, one = enter(anna), paragraph(said, "theme:")
    where = f"{reverse('paths:synthesis_desk', args=[said.code])}?sezione={one.section.uid}"
    assert one.text in client.get(where).content.decode()
    remove_paragraph(one, reason="Ripete.", actor=anna)
    assert "Ripete." in client.get(where).content.decode()


def test_the_draft_is_read_by_all_and_each_body_has_its_own_place_for_remarks(
    said: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    consulted(said, UserFactory.create())
    readers = (Client(), enter(bruno), Client())
    where = reverse("paths:consultation", args=[his.uid])
    one = paragraph(said, "decision:")
    texts = [page(reader, "synthesis", said.code) for reader in readers]
    for text, takes_part in zip(texts, (False, True, False), strict=True):
        assert one.text in text
        assert (f'href="{where}?capoverso={one.uid}' in text) == takes_part
        assert "<remarks>" not in text


def test_a_remark_on_the_draft_shows_at_once(said: Path, his: Participant, client: Client) -> None:
    consulted(said, UserFactory.create())
    page(client, "synthesis", said.code)
    remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    assert "Manca la sera." in page(client, "synthesis", said.code)
