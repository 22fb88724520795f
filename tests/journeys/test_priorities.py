"""Priorities from the office's draft to the file that anybody counts again, in a real browser."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path as File

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.at_the_table import add_an_option, fill_a_vote, open_the_vote
from tests.journeys.city import People, download, follow, is_at, letter_to, press, work
from trama.accounts.models import User
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.lifecycle.counting import close_due_votes
from trama.tables.models import Ballot, Path, PriorityVote, VoteStatus
from trama.tables.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    ParticipantFactory,
    PathFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ("Doposcuola il sabato", "Italiano per genitori", "Campi estivi")


@pytest.fixture
def path(notice: Notice, organization: Organization) -> Path:
    """Bruno's body, another that writes, one that has no e-mail; a meeting told; three needs."""
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.TABLES)
    notice.refresh_from_db()
    other = OrganizationFactory.create(name="Il Cortile ODV", legal_type="ODV")
    path = PathFactory.create(notice=notice, bodies=[organization, other])
    ParticipantFactory.create(path=path, by_voice=True, organization__name="Banca del Tempo APS")
    MeetingFactory.create(table__path=path, published=True)
    for title in TITLES:
        ContributionFactory.create(
            path=path, need=True, title=title, cost=60_000, authors=path.participants.all()[:1]
        )
    return path


def prepare(page: Page, path: Path) -> PriorityVote:
    fill_a_vote(page, path, "quote uguali", "Bilancio indicativo", "120000")
    for title in TITLES:
        add_an_option(page, title)
    return open_the_vote(page, path, letters=2)


def choose(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_label(re.compile(title)).check()


def test_priorities_from_the_draft_to_the_file_that_anybody_counts_again(
    people: People,
    path: Path,
    anna: User,
    bruno: User,
    stop_clock: Callable[[datetime | None], None],
    tmp_path: File,
) -> None:
    vote = prepare(people(anna), path)
    door = letter_to(path.participants.get(organization__name="Il Cortile ODV").email)
    work()  # the letters leave

    page = people(bruno)  # signed in; he changes his mind
    page.goto(f"/tavoli/{path.code}/")
    follow(page, "Che cosa viene prima")
    follow(page, "Vai alla scheda")
    choose(page, TITLES[2])
    press(page, "Vota")
    expect(page.get_by_text("conta l’ultima").first).to_be_visible()
    page.get_by_label(re.compile(TITLES[2])).uncheck()
    choose(page, TITLES[0], TITLES[1])
    press(page, "Cambia la scheda")

    page = people.stranger()  # from the letter, without an account
    page.goto(door)
    is_at(page, "Che cosa viene prima")
    choose(page, TITLES[0])
    press(page, "Vota")
    expect(page.get_by_text("Scheda arrivata").first).to_be_visible()

    page = people(anna)  # for the body that has no e-mail
    page.goto(f"/tavoli/{path.code}/priorita/{vote.uid}/")
    expect(page.get_by_text("2 su 3")).to_be_visible()
    follow(page, "Banca del Tempo APS")
    choose(page, TITLES[0], TITLES[2])
    press(page, "Conferma")
    expect(page.get_by_text("3 su 3")).to_be_visible()
    assert Ballot.objects.count() == 3

    stop_clock(vote.closes_at + timedelta(minutes=1))
    assert len(close_due_votes()) == 1
    work()
    stop_clock(None)
    vote.refresh_from_db()
    assert vote.status == VoteStatus.COUNTED

    page = people.stranger()
    page.goto(f"/tavoli/{path.code}/priorita/{vote.uid}/")
    is_at(page, "Una priorità scelta su 3")
    expect(page.get_by_text("Hanno votato 3 enti su 3, un voto ciascuno.")).to_be_visible()
    expect(page.get_by_text("1 dal sito")).to_be_visible()
    follow(page, "Ricalcola tu")
    for name in ("esito.json", "recompute.py"):
        shutil.copy(download(page, name), tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "recompute.py", "esito.json"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == page.locator("pre").inner_text().strip()
    assert people.heard == []
