"""The demo city: a past that was really lived, through the platform's own verbs.

Each chapter is one transaction, so that a load cut short is taken up where it stopped; one that is
there already is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction

from trama.demo import queries
from trama.demo.lifecycle import (
    cards,
    coverage,
    glossary,
    lab,
    listening,
    networks,
    past,
    paths,
    people,
    present,
    programming,
    pulse,
    scenarios,
    territory,
)
from trama.demo.lifecycle.letters import Post, open_post, trust_file
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import ClockStuckError, movable_clock, restore_clock
from trama.notices.models import Notice

__all__ = ["ClockStuckError", "load", "missing", "movable_clock", "restore_clock", "trust_file"]


@dataclass(frozen=True)
class Chapter:
    """A part of the story: what is told of it, whether it is there already, how it is lived."""

    title: str
    is_there: Callable[[], bool]
    live: Callable[[Cast, Post, date], None]


def _of_notice(code: str, live: Callable[[Cast, Post, date], None]) -> Chapter:
    return Chapter(code, partial(_has_notice, code), live)


def _has_notice(code: str) -> bool:
    return Notice.objects.filter(code=code).exists()


CHAPTERS = (
    Chapter("la programmazione", programming.is_there, lambda c, p, today: programming.live(c)),
    Chapter("il territorio", territory.is_there, lambda cast, post, today: territory.live(cast)),
    Chapter("le reti", networks.is_there, lambda cast, post, today: networks.live(cast, today)),
    Chapter("i bisogni e le risorse", cards.is_there, lambda c, post, today: cards.live(c, today)),
    Chapter("l’ascolto", listening.is_there, lambda cast, post, today: listening.live(cast, today)),
    Chapter("i posti liberi", pulse.is_there, lambda c, post, today: pulse.live(c, today)),
    Chapter("la copertura", coverage.is_there, lambda c, post, today: coverage.live(c, today)),
    Chapter("le simulazioni", scenarios.is_there, lambda c, post, today: scenarios.live(c, today)),
    Chapter("le parole", glossary.is_there, lambda cast, post, today: glossary.live(cast)),
    _of_notice(queries.PAST, lambda cast, post, today: past.live(cast, post)),
    Chapter("il laboratorio", lab.is_there, lambda cast, post, today: lab.live(cast, today)),
    Chapter("le parole nei verbali", glossary.is_read, lambda c, p, today: glossary.read()),
    _of_notice(queries.AFTERNOONS, paths.live_half_way),
    _of_notice(queries.SCREENING, present.live_screening),
    _of_notice(queries.OPEN, present.live_open),
    _of_notice(queries.READY, lambda cast, post, today: present.live_ready(cast, today)),
    _of_notice(queries.DRAFT, lambda cast, post, today: present.live_draft(cast, today)),
)


def missing() -> list[Chapter]:
    """The chapters still to be lived, in their order."""
    return [chapter for chapter in CHAPTERS if not chapter.is_there()]


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
    for chapter in chapters:
        tell(chapter.title)
        with transaction.atomic():
            chapter.live(cast, post, today)
