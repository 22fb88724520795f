"""What the journeys share: people at their browsers, and the worker between a page and the next."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, expect
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.browser import NewContext, go_by, listen
from tests.entering import cookie_of
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice


class People:
    """`people(anna)`: a window where Anna is signed in, the same one whenever she comes back."""

    def __init__(self, new_context: NewContext, home: str, **options: object) -> None:
        self.new_context, self.home, self.options = new_context, home, options
        self.windows: dict[int, Page] = {}
        self.complaints: list[list[str]] = []

    def __call__(self, person: User) -> Page:
        if person.pk not in self.windows:
            self.windows[person.pk] = self.stranger(self._signed_in(person))
        return self.windows[person.pk]

    def stranger(self, context: BrowserContext | None = None) -> Page:
        """Somebody who has not signed in."""
        page = (context or self.new_context(base_url=self.home, **self.options)).new_page()
        self.complaints.append(listen(page))
        return page

    def _signed_in(self, person: User) -> BrowserContext:
        context = self.new_context(base_url=self.home, **self.options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie_of(person), "url": self.home}])
        return context

    @property
    def heard(self) -> list[str]:
        """What the consoles of all of them said."""
        return [line for lines in self.complaints for line in lines]


def work() -> None:
    """The worker does what the pages have put off, and what that puts off in turn."""
    done: set[int] = set()
    while waiting := [job for job in jobs() if job.pk not in done]:
        for job in waiting:
            done.add(job.pk)
            do(job)


def do(job: ProcrastinateJob) -> None:
    task = app.tasks[job.task_name]
    if not task.pass_context:
        task(**job.args)
        return
    context = JobContext(
        app=app,
        job=job.procrastinate_job,
        start_timestamp=time.time(),
        abort_reason=lambda: None,
    )
    task(context, **job.args)


def jobs() -> Iterator[ProcrastinateJob]:
    yield from ProcrastinateJob.objects.filter(status="todo").order_by("pk")


def close_now(notice: Notice) -> None:
    """The window ends this very second: what has arrived is in time, what comes next is not."""
    now = clock.now().replace(microsecond=0)
    Notice.objects.filter(pk=notice.pk).update(opens_at=now - timedelta(days=9), closes_at=now)
    time.sleep(1.1)


def letter_to(email: str) -> str:
    """The address in the last letter, that waits to leave: once it has, it is kept nowhere."""
    letter = OutgoingMessage.objects.filter(recipient=email).latest("pk")
    return next(word for word in letter.text.split() if word.startswith(settings.BASE_URL))


def wall(instant: datetime) -> str:
    """As one types it in a field of day and hour."""
    return instant.astimezone(ROME).strftime("%Y-%m-%dT%H:%M")


def a_pdf(folder: Path, name: str = "documento.pdf") -> Path:
    path = folder / name
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.save(path)
    return path


def press(page: Page, name: str) -> None:
    go_by(page, page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first)


def follow(page: Page, name: str) -> None:
    go_by(page, page.get_by_role("link", name=name, exact=True).first)


def download(page: Page, name: str) -> Path:
    """The file behind a link, where the browser has put it; it goes away with the page."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(coming.value.path())


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def is_at(page: Page, title: str) -> None:
    expect(heading(page)).to_have_text(re.compile(re.escape(title)))


def fill_act(page: Page, number: str, day: str) -> None:
    """The act that was adopted outside, and is recorded here."""
    page.get_by_label("Numero", exact=True).fill(number)
    page.get_by_label("Data dell’atto").fill(day)
