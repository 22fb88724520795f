"""What of a path's pages is the same for whoever reads them, drawn once and kept in memory.

Nothing of the person who asks is kept. What is kept belongs to the path's row as it is, to the
last acts on the path and to a language: any act makes another. It lasts a minute at most, which
is how late an hour that passes, or what a job computes, may show.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trama.core.keeping import kept, nobody
from trama.ledger.queries import last_acts
from trama.tables.models import Path

SECONDS = 60
MOST_DIGITS = 8

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """A path at the instant of a request: `now` is the page's one reading of the clock."""

    path: Path
    now: datetime
    acts: str

    def draw(
        self, template: str, context: Callable[[], Mapping[str, Any]], *asked: object
    ) -> SafeString:
        """`template` with `context`, asked for only when it was not drawn yet. `asked`: on what
        else it depends, a record or a part of the address."""
        return self.keep(lambda: self.drawn(template, context()), template, *asked)

    def keep(self, make: Callable[[], T], *asked: object, store: str = "paths") -> T:
        said = [_row(one) if isinstance(one, Model) else one for one in asked]
        return kept(store, (said, get_language(), self.acts, _row(self.path)), SECONDS, make)

    def drawn(
        self, template: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """As `draw`, but each time; `request`: of `nobody`, when the address matters."""
        values = {"path": self.path, "now": self.now, **context}
        return render_to_string(template, values, request or nobody())


def reading(path: Path) -> Reading:
    return Reading(path, *last_acts(path.dossier))


def page_asked(request: HttpRequest, name: str) -> str:
    """The page of a list that the address asks for; what is no number asks for the first."""
    asked = request.GET.get(name, "")
    return asked if asked.isascii() and asked.isdigit() and len(asked) < MOST_DIGITS else ""


def _row(record: Model) -> list[Any]:
    """As it was read: its model, and each of its columns that was."""
    fields = record._meta.concrete_fields
    known = record.__dict__
    return [record._meta.label, *(known.get(field.attname) for field in fields)]
