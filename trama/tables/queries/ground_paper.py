"""What the documents of a path say of its common ground, as the last reading counted it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.tables.models import Path
from trama.tables.queries.ground import Board, Shown, board
from trama.tables.queries.paper import Block, entry


def ground_blocks(path: Path) -> Iterator[Block]:
    """Nothing where nobody was asked, or no answer was counted yet."""
    if path.statements.exists() and (read := board(path)).voters:
        section, page = _("Terreno comune"), reverse("paths:ground", args=[path.code])
        why = "" if read.has_groups else _(
            "Nessun tipo di ente ha abbastanza risposte per dire che cosa unisce e che cosa "
            "divide: ci sono i conteggi di tutti insieme."
        )  # fmt: skip
        yield entry(section, _asked(read), page, [why])
        for title, those in _said(read):
            yield entry(section, title, "", map(_line, those))


def _asked(read: Board) -> str:
    count = len([one for one in read.statements if one.is_standing])
    statements = ngettext("un’affermazione", "%(n)d affermazioni", count) % {"n": count}
    return ngettext(
        "Un ente ha detto che cosa pensa di %(statements)s",
        "%(n)d enti hanno detto che cosa pensano di %(statements)s",
        read.voters,
    ) % {"n": read.voters, "statements": statements}


def _said(read: Board) -> Iterator[tuple[str, list[Shown]]]:
    against = [one for one in read.unite if one.verdict == "unites_against"]
    found = (
        (
            _("In ogni tipo di ente con almeno cinque risposte i più sono d’accordo"),
            [one for one in read.unite if one not in against],
        ),
        (_("In ogni tipo di ente con almeno cinque risposte i più sono contrari"), against),
        (_("Un tipo di ente è d’accordo e un altro contrario"), list(read.divide)),
    )
    return ((title, those) for title, those in found if those)


def _line(one: Shown) -> str:
    return f"«{one.statement.text}» {one.sides}".rstrip()
