"""What stops, lengthens or ends a notice from outside its course: terms, rulings, extensions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as holds
from hypothesis import strategies as st

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME, day_of
from trama.core.moments import instant
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event, Publication
from trama.ledger.queries import payload_of, read_document
from trama.notices import lifecycle, tasks
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries.paper import paper
from trama.notices.queries.window import papers
from trama.notices.rules import suspension_ends_at
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
Stop = Callable[[datetime | None], None]


def today() -> date:
    return day_of(clock.now())


def suspend(notice: Notice, elena: User, *, days: int = 3, **more: Any) -> None:
    until = today() + timedelta(days=days)
    lifecycle.suspend(
        notice, reason="Ricorso", until=until, number="7", adopted_on=today(), actor=elena, **more
    )


def extend(notice: Notice, elena: User, closes_at: datetime, **changes: Any) -> None:
    said = {"reason": "Pochi giorni", "number": "9", "adopted_on": today(), **changes}
    lifecycle.extend(notice, closes_at=closes_at, actor=elena, **said)


def deadline(notice: Notice) -> datetime:
    assert notice.closes_at is not None
    return notice.closes_at


# ---------------------------------------------------------------- a suspension has its term


def test_on_the_day_after_its_term_a_suspended_notice_resumes_by_itself(
    notice: Notice, elena: User, stop_clock: Stop
) -> None:
    suspend(notice, elena, days=3)
    midnight = suspension_ends_at(today() + timedelta(days=3))
    stop_clock(midnight - timedelta(seconds=1))
    assert lifecycle.resume_due() == []
    stop_clock(midnight + timedelta(hours=5))  # the worker was stopped
    assert lifecycle.resume_due() == [notice]
    assert lifecycle.resume_due() == []
    notice.refresh_from_db()
    assert (notice.status, notice.suspended_until) == (NoticeStatus.PUBLISHED, None)
    event = Event.objects.get(verb="resume_at_term")
    assert (event.occurred_at, event.actor_id) == (midnight, None)


def test_the_job_of_each_minute_resumes_what_has_run_out(
    notice: Notice, elena: User, stop_clock: Stop
) -> None:
    suspend(notice, elena, days=1)
    stop_clock(clock.now() + timedelta(days=2))
    tasks.close_due(0)
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.PUBLISHED


@pytest.mark.parametrize("days", [19, 20])
def test_a_deadline_that_the_suspension_would_swallow_is_moved_by_the_same_act(
    notice: Notice, elena: User, days: int
) -> None:
    old = deadline(notice)  # at noon, in twenty days
    if days == 19:
        suspend(notice, elena, days=days)
        assert notice.closes_at == old
        return
    with pytest.raises(ActRefused, match="durante la sospensione"):
        suspend(notice, elena, days=days)
    suspend(notice, elena, days=days, closes_at=old + timedelta(days=10))
    assert notice.closes_at == old + timedelta(days=10)
    assert payload_of(Event.objects.get(verb="suspend"))["until"]


def test_a_suspension_neither_ends_before_it_begins_nor_shortens_the_window(
    notice: Notice, elena: User
) -> None:
    with pytest.raises(ActRefused, match="prima di cominciare"):
        suspend(notice, elena, days=-1)
    with pytest.raises(ActRefused, match="allungare"):
        suspend(notice, elena, closes_at=deadline(notice) - timedelta(hours=1))
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.PUBLISHED


@holds(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_suspension_ends_with_its_last_day_in_rome(day: date) -> None:
    end = suspension_ends_at(day)
    assert day_of(end) == day + timedelta(days=1)
    assert day_of(end - timedelta(microseconds=1)) == day
    assert end.astimezone(ROME).hour == 0


def test_the_page_says_until_when_a_notice_is_suspended(
    client: Client, notice: Notice, elena: User
) -> None:
    suspend(notice, elena)
    text = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    assert "La sospensione vale fino al" in text


# ---------------------------------------------------------------- a court


def annul(notice: Notice, elena: User, **changes: Any) -> None:
    said: dict[str, Any] = {
        "court": "TAR Lombardia, Milano",
        "number": "1234/2026",
        "adopted_on": today(),
        "reason": "Manca l’atto di programmazione",
        **changes,
    }
    lifecycle.annul_by_court(notice, actor=elena, **said)


@pytest.mark.parametrize(
    "status",
    [NoticeStatus.PUBLISHED, NoticeStatus.SUSPENDED, NoticeStatus.TABLES, NoticeStatus.CONCLUDED],
)
def test_a_ruling_annuls_a_notice_wherever_its_procedure_is(
    client: Client, elena: User, status: NoticeStatus
) -> None:
    notice = NoticeFactory.create(status=status, complete=True)
    annul(notice, elena)
    assert notice.status == NoticeStatus.ANNULLED_BY_COURT
    registered = Publication.objects.get(dossier=notice.code, title__startswith="Annullamento")
    assert "TAR Lombardia, Milano, decisione n. 1234/2026" in registered.title
    assert registered.act is None  # it is no act of the administration
    text = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    assert "Annullato dal giudice" in text
    assert "1234/2026" in text
    with pytest.raises(MoveRefused):
        annul(notice, elena)
    assert Event.objects.filter(verb="annul_by_court").count() == 1


def test_what_was_never_published_no_court_annuls(elena: User) -> None:
    with pytest.raises(MoveRefused):
        annul(NoticeFactory.create(), elena)


@pytest.mark.parametrize("missing", ["court", "number", "reason"])
def test_a_ruling_without_its_record_is_refused(notice: Notice, elena: User, missing: str) -> None:
    with pytest.raises(ActRefused):
        annul(notice, elena, **{missing: " "})


def test_a_ruling_of_tomorrow_is_refused(notice: Notice, elena: User) -> None:
    with pytest.raises(ActRefused, match="futuro"):
        annul(notice, elena, adopted_on=today() + timedelta(days=1))


# ---------------------------------------------------------------- more time


def test_a_deadline_is_extended_by_an_act_and_everybody_reads_it(
    client: Client, notice: Notice, elena: User
) -> None:
    old, new = deadline(notice), deadline(notice) + timedelta(days=7)
    extend(notice, elena, new)
    assert (notice.status, notice.closes_at) == (NoticeStatus.PUBLISHED, new)
    assert Publication.objects.filter(dossier=notice.code, title__startswith="Proroga").exists()
    text = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    assert f"La scadenza di prima era {instant(old)}" in text


def test_a_deadline_is_not_extended_backward_nor_twice_nor_after(
    notice: Notice, elena: User, stop_clock: Stop
) -> None:
    old = deadline(notice)
    stale = Notice.objects.get(pk=notice.pk)
    with pytest.raises(ActRefused, match="allungare"):
        extend(notice, elena, old)
    extend(notice, elena, old + timedelta(days=1))
    with pytest.raises(MoveRefused):
        extend(stale, elena, old + timedelta(days=2))
    stop_clock(old + timedelta(days=1, seconds=1))
    with pytest.raises(MoveRefused, match="già passata"):
        extend(notice, elena, old + timedelta(days=30), adopted_on=day_of(old))
    assert Event.objects.filter(verb="extend").count() == 1


# ---------------------------------------------------------------- the paper


def test_the_paper_says_the_deadline_in_force_and_how_it_came_to_be(
    notice: Notice, anna: User, elena: User
) -> None:
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.ADOPTED, published_at=None)
    notice.refresh_from_db()
    lifecycle.publish(notice, actor=anna)
    old, new = deadline(notice), deadline(notice) + timedelta(days=7)
    assert paper(notice, {})["window"] == []
    tasks.make_pdf(notice.pk)
    extend(notice, elena, new)
    told = paper(Notice.objects.get(pk=notice.pk), {})
    assert ["Scadenza", instant(new)] in told["facts"]
    words = [row[1] for row in told["window"]]
    assert instant(old) in words[0]
    assert instant(new) in words[1]
    tasks.make_pdf(notice.pk)
    tasks.make_pdf(notice.pk)  # the job may run twice
    first, second = papers(notice)
    assert first.title != second.title
    assert first.document is not None
    assert second.document is not None
    with read_document(first.document) as was, read_document(second.document) as is_now:
        assert was.read() != is_now.read()
    client = Client()
    leads = client.get(reverse("notices:pdf", args=[notice.code]))["Location"]
    assert str(second.document.uid) in leads


def test_a_paper_made_from_an_earlier_reading_is_dropped(notice: Notice, elena: User) -> None:
    extend(notice, elena, deadline(notice) + timedelta(days=7))
    at = clock.now()
    assert lifecycle.publish_pdf(notice, b"%PDF-1.7 vecchio", read_at=0, at=at) is None
    assert not papers(notice).exists()


# ---------------------------------------------------------------- pages at the wrong moment


@pytest.mark.parametrize(
    "name",
    ["controllo", "pubblicazione", "bozza", "tavoli", "ripresa", "adozione", "rettifica"],
)
def test_the_page_of_an_act_out_of_its_moment_says_so(
    enter: Enter, notice: Notice, anna: User, elena: User, name: str
) -> None:
    who = elena if name in {"ripresa", "adozione", "rettifica"} else anna
    address = reverse("notices:act", args=[notice.code, name])
    response = enter(who, recently=False).get(address)  # nobody proves who they are for nothing
    assert response.status_code == 409
    text = response.content.decode()
    assert "Ora non si può fare" in text
    assert reverse("notices:desk", args=[notice.code]) in text
    assert "<form" not in text.split("<main")[1]


@pytest.mark.parametrize(
    ("name", "more"), [("edit", []), ("add_part", ["testo"]), ("edit_part", ["testo", 1])]
)
def test_a_published_notice_has_no_page_to_write_it(
    enter: Enter, notice: Notice, anna: User, name: str, more: list[object]
) -> None:
    address = reverse(f"notices:{name}", args=[notice.code, *more])
    assert enter(anna).get(address).status_code == 409
    said = {"version": 0, "kind": "object", "title": "", "body": "Un lungo testo"}
    response = enter(anna).post(address, said)
    assert response.status_code == 409
    if name != "edit":
        assert "Un lungo testo" in response.content.decode()  # never thrown away


def test_extending_and_annulling_are_the_executive_s(
    enter: Enter, notice: Notice, anna: User, elena: User
) -> None:
    later = (deadline(notice) + timedelta(days=3)).astimezone(ROME).strftime("%Y-%m-%dT%H:%M")
    act = {"kind": "DD", "number": "5", "adopted_on": "2026-01-01", "reason": "Più tempo"}
    pages = {
        "proroga": {**act, "closes_at": later},
        "annullamento": {**act, "court": "TAR Lombardia, Milano"},
    }
    for name, said in pages.items():
        address = reverse("notices:act", args=[notice.code, name])
        assert enter(anna).get(address).status_code == 403
        client = enter(elena)
        assert client.get(address).status_code == 200
        assert client.post(address, {**said, "reason": ""}).status_code == 422
        assert client.post(address, said).status_code == 303
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.ANNULLED_BY_COURT
