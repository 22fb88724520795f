"""The agenda as people type it: a line for each point, its minutes first («30 Che cosa manca»)."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

MOST_MINUTES = 480
MOST_POINTS = 40
MOST_TITLE = 200
_LINE = re.compile(r"^(\d{1,3})\s*(?:minuti|min\.?|′|')?\s*[:.–-]?\s+(\S.*)$", re.IGNORECASE)
_PAUSE = re.compile(r"^pausa\b", re.IGNORECASE)


class Point(NamedTuple):
    """Punto all’ordine del giorno, and how many minutes it takes."""

    title: str
    minutes: int
    is_pause: bool = False


class UnreadableAgendaError(ValueError):
    """A line is not a point. Its text is a sentence for a person, with the number of the line."""


def read_agenda(text: str) -> list[Point]:
    """The points, in order; empty lines are skipped. «Pausa» is a pause."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1)]
    points = [_point(n, line) for n, line in lines if line]
    if len(points) > MOST_POINTS:
        raise UnreadableAgendaError(_("Più di %(n)d punti sono troppi.") % {"n": MOST_POINTS})
    return points


def _point(number: int, line: str) -> Point:
    found = _LINE.match(line)
    minutes = int(found[1]) if found else 0
    if found is None or not 1 <= minutes <= MOST_MINUTES:
        raise UnreadableAgendaError(
            _("Riga %(n)d: scrivi prima i minuti e poi il punto, per esempio «30 Che cosa manca».")
            % {"n": number}
        )
    title = found[2].strip()
    if len(title) > MOST_TITLE:
        raise UnreadableAgendaError(
            _("Riga %(n)d: al massimo %(most)d caratteri.") % {"n": number, "most": MOST_TITLE}
        )
    return Point(title, minutes, bool(_PAUSE.match(title)))


def write_agenda(points: list[Point]) -> str:
    return "\n".join(f"{point.minutes} {point.title}" for point in points)
