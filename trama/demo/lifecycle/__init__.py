"""The demo city: a past that was really lived, through the platform's own verbs.

Each chapter is one transaction, so that a load cut short is taken up where it stopped; one that is
there already is left alone.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from trama.demo import queries
from trama.demo.lifecycle import past, people, present
from trama.demo.lifecycle.letters import Post, open_post, trust_file
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import ClockStuckError, movable_clock, restore_clock
from trama.notices.models import Notice

__all__ = ["ClockStuckError", "load", "missing", "movable_clock", "restore_clock", "trust_file"]

Chapter = Callable[[Cast, Post, date], None]
CHAPTERS: dict[str, Chapter] = {
    queries.PAST: lambda cast, post, today: past.live(cast, post),
    queries.SCREENING: present.live_screening,
    queries.OPEN: present.live_open,
    queries.READY: lambda cast, post, today: present.live_ready(cast, today),
    queries.DRAFT: lambda cast, post, today: present.live_draft(cast, today),
}


def missing() -> list[str]:
    """The chapters still to be lived, by the code of their notice."""
    known = set(Notice.objects.filter(code__in=CHAPTERS).values_list("code", flat=True))
    return [code for code in CHAPTERS if code not in known]


def load(today: date, *, tell: Callable[[str], None]) -> None:
    """Live what is missing; its clock must be movable. `tell` hears what begins."""
    if people.found() is None:
        tell("l’ufficio, gli enti")
        with transaction.atomic():
            people.settle()
    cast = people.found()
    if cast is None:
        raise RuntimeError("The demo's people are not there.")
    chapters = missing()
    if not chapters:
        return
    post = open_post()
    for code in chapters:
        tell(code)
        with transaction.atomic():
            CHAPTERS[code](cast, post, today)
