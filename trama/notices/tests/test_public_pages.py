"""What anybody reads: lists, one notice, the calendar. Never how many have applied."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from tests.costs import questions_of
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.moments import instant
from trama.notices import lifecycle
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import steps
from trama.notices.tests.factories import NoticeFactory
from trama.programming.models import Strand

pytestmark = pytest.mark.django_db


def suspend(notice: Notice, actor: User, *, reason: str = "Ricorso") -> None:
    today = day_of(clock.now())
    lifecycle.suspend(
        notice, reason=reason, until=today, number="41", adopted_on=today, actor=actor
    )


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"notices:{name}", args=args), query).content.decode()


def test_the_page_says_what_one_needs_before_registering(client: Client, notice: Notice) -> None:
    text = page(client, "detail", notice.code)
    for expected in [
        notice.title,
        "Almeno 24 mesi di esperienza sul tema",
        "Povertà minorile",  # the theme in words
        "due periodi negli stessi mesi contano una volta",
        "Quale bisogno non ha risposta?",
        "fino a 1500 battute",
        "Patto di integrità",
        "coprogrammazione@pec.comune.example",
        "la ricevuta di accettazione",
        "mancano",
        "Nomina del seggio",
        "solo dopo la scadenza",
    ]:
        assert expected in text, expected


def test_a_draft_is_nobody_s_but_its_office_s(
    client: Client, enter: Enter, anna: User, carla: User, notice: Notice
) -> None:
    draft = NoticeFactory.create(office=notice.office)
    url = reverse("notices:detail", args=[draft.code])
    assert client.get(url).status_code == 404
    enter(carla)
    assert client.get(url).status_code == 404
    enter(anna)
    assert "anteprima" in client.get(url).content.decode()


def test_what_people_write_is_shown_as_text(client: Client) -> None:
    notice = NoticeFactory.create(published=True, title="<script>alert(1)</script>", summary="<b>")
    text = page(client, "detail", notice.code)
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_open_ones_come_first_then_under_way_then_concluded(client: Client) -> None:
    concluded = NoticeFactory.create(closed=True, title="Concluso da poco")
    under_way = NoticeFactory.create(closed=True, title="In istruttoria")
    Notice.objects.filter(pk=concluded.pk).update(status=NoticeStatus.CONCLUDED)
    Notice.objects.filter(pk=under_way.pk).update(status=NoticeStatus.SCREENING)
    NoticeFactory.create(published=True, title="Aperto e lontano")
    soon = clock.now() + timedelta(days=1)
    NoticeFactory.create(published=True, title="Aperto e vicino", closes_at=soon)
    text = page(client, "list")
    titles = ["Aperto e vicino", "Aperto e lontano", "In istruttoria", "Concluso da poco"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"stato": "aperti"}, {"Casa"}),
        ({"stato": "in-corso"}, {"Scuola"}),
        ({"tipo": "CODESIGN"}, {"Scuola"}),
        ({"filone": "abitare"}, {"Casa"}),
        ({"cerca": "cas"}, {"Casa"}),
        ({"cerca": "'; --"}, set()),
        ({"cerca": "\x00"}, {"Casa", "Scuola"}),
        ({"stato": "che non c’è"}, {"Casa", "Scuola"}),
        ({"pagina": "9999"}, {"Casa", "Scuola"}),
    ],
)
def test_filters_live_in_the_address_and_nonsense_filters_nothing(
    client: Client, query: dict[str, str], expected: set[str]
) -> None:
    strand = Strand.objects.get(code="abitare")
    common = {"summary": "", "short_title": ""}
    NoticeFactory.create(published=True, title="Casa", strand=strand, **common)
    NoticeFactory.create(closed=True, title="Scuola", type="CODESIGN", **common)
    text = page(client, "list", **query)
    assert {title for title in ["Casa", "Scuola"] if f">{title}<" in text} == expected


def test_a_suspended_notice_says_so_with_its_act_and_offers_no_start(
    client: Client, notice: Notice, elena: User
) -> None:
    suspend(notice, elena, reason="Ricorso al TAR")
    text = page(client, "detail", notice.code)
    assert "L’avviso è sospeso" in text
    box = text.split('id="in-breve"')[1].split("</section>")[0]
    assert "<b>Sospeso</b>" in box
    assert "determinazione dirigenziale 41 del" in box
    assert "Ricorso al TAR" in box


def test_a_notice_taken_up_again_says_by_which_act_and_which_deadline_it_had(
    client: Client, notice: Notice, elena: User
) -> None:
    old = notice.closes_at
    assert old is not None
    suspend(notice, elena)
    lifecycle.resume(
        notice,
        reason="Rinuncia al ricorso",
        number="42",
        adopted_on=day_of(clock.now()),
        actor=elena,
        closes_at=old + timedelta(days=9),
    )
    box = page(client, "detail", notice.code).split('id="in-breve"')[1].split("</section>")[0]
    assert "<b>Riaperto</b>" in box
    assert "determinazione dirigenziale 42 del" in box
    assert "Rinuncia al ricorso" in box
    assert f"La scadenza di prima era {instant(old)}." in box
    assert instant(old + timedelta(days=9)) in box
    assert "<b>Sospeso</b>" not in box


def test_a_deadline_that_stayed_is_not_told_as_an_earlier_one(
    client: Client, notice: Notice, elena: User
) -> None:
    suspend(notice, elena)
    today = day_of(clock.now())
    lifecycle.resume(notice, reason="Deciso", number="42", adopted_on=today, actor=elena)
    text = page(client, "detail", notice.code)
    assert "<b>Riaperto</b>" in text
    assert "La scadenza di prima" not in text


def test_a_notice_never_stopped_says_nothing_of_it(client: Client, notice: Notice) -> None:
    text = page(client, "detail", notice.code)
    assert "Riaperto" not in text
    assert "Motivo:" not in text


def test_the_public_history_names_no_one_of_the_office(
    client: Client, notice: Notice, elena: User
) -> None:
    suspend(notice, elena)
    assert elena.name not in page(client, "detail", notice.code)


def test_the_calendar_has_the_deadlines_to_come(client: Client, notice: Notice) -> None:
    NoticeFactory.create(closed=True)
    response = client.get(reverse("notices:calendar"))
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.count(b"BEGIN:VEVENT") == 2  # deadline and questions of the open one


def test_the_list_asks_the_same_questions_at_1_and_20(client: Client) -> None:
    NoticeFactory.create(published=True)
    url = reverse("notices:list")
    client.get(url)
    one = questions_of(client, url)
    for _number in range(19):
        NoticeFactory.create(published=True)
    assert questions_of(client, url) == one <= 8


def test_the_page_asks_the_same_questions_however_long_the_notice(client: Client) -> None:
    short = NoticeFactory.create(published=True)
    long = NoticeFactory.create(published=True, complete=True)
    urls = [reverse("notices:detail", args=[row.code]) for row in (short, long)]
    client.get(reverse("notices:list"))  # what is asked once a process
    first, again = ([questions_of(client, url) for url in urls] for _time in range(2))
    assert first[0] == first[1]
    assert again == [3, 3]  # the notice, what changed since, the clock of an open window


def test_the_english_page_keeps_the_act_in_italian(client: Client, notice: Notice) -> None:
    text = client.get(f"/en{reverse('notices:detail', args=[notice.code])}").content.decode()
    assert '<h1 lang="it">' in text


def test_seven_steps_always_and_one_is_now(notice: Notice) -> None:
    found = steps(notice)
    assert len(found) == 7
    assert [step.state for step in found[:3]] == ["done", "now", ""]


def test_a_revoked_notice_shows_where_it_was_broken_off(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.REVOKED)
    notice.refresh_from_db()
    assert [step.state for step in steps(notice)] == ["done", *["off"] * 6]


def test_past_the_deadline_the_page_is_closed_even_if_the_job_never_ran(
    client: Client, notice: Notice
) -> None:
    now = clock.now()
    Notice.objects.update(closes_at=now - timedelta(seconds=2))
    text = page(client, "detail", notice.code)
    assert "Termine scaduto" in text
    assert "scaduto" in text
