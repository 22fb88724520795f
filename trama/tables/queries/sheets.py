"""Questions about spreadsheets: the words that a path's cells may use, what its template holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trama.needs.models import EvidenceGrade
from trama.programming.models import Theme
from trama.tables.models import (
    ContributionKind,
    ContributionSheet,
    Participant,
    ParticipantStatus,
    Path,
)
from trama.tables.rules.contribution_sheet import Lists, bodies_named, folded
from trama.territory.models import Zone
from trama.territory.rules.names import name_key


def sheets_of(path: Path) -> QuerySet[ContributionSheet]:
    return path.sheets.select_related("document", "meeting", "user").order_by("-received_at", "-pk")


def _bodies(path: Path) -> list[Participant]:
    active = path.participants.filter(status=ParticipantStatus.ACTIVE)
    return list(active.select_related("organization").order_by("name", "pk"))


def _zones() -> list[Zone]:
    return list(Zone.objects.only("kind", "code", "number", "name").order_by("kind", "number"))


def lists_of(path: Path) -> Lists:
    zones, themes = _zones(), list(Theme.objects.filter(retired=False))
    contributions = list(path.contributions.defer("search").prefetch_related("authors"))
    return Lists(
        kinds=folded((words, value) for value, words in _words(ContributionKind)),
        bodies=bodies_named(_bodies(path)),
        tables=folded((table.title, table) for table in path.tables.all()),
        themes=folded((words, one) for one in themes for words in (one.label_it, one.code)),
        zones=folded([(zone.name, zone) for zone in zones]),
        evidence=folded((words, value) for value, words in _words(EvidenceGrade)),
        contributions=folded((one.code, one) for one in contributions),
        known=[
            (one.kind, name_key(one.title), frozenset(b.pk for b in one.authors.all()), one.code)
            for one in contributions
        ],
    )


def _words(choices: type[ContributionKind] | type[EvidenceGrade]) -> list[tuple[str, str]]:
    """Each value by its words, and by the first of them: «contato» for «contato: una fonte…»."""
    pairs = [(str(value), str(label)) for value, label in choices.choices]
    return pairs + [(value, label.partition(":")[0]) for value, label in pairs if ":" in label]


@dataclass(frozen=True)
class Choices:
    """A column of the template's lists: its heading, its entries, the field it is chosen for."""

    heading: str
    entries: Sequence[str]
    field: str


def choices_of(path: Path) -> list[Choices]:
    """In Italian, as the cells are read."""
    return [
        Choices(_("Che cosa"), [str(label) for label in ContributionKind.labels], "kind"),
        Choices(_("Enti"), [body.name for body in _bodies(path)], "authors"),
        Choices(_("Tavoli"), [table.title for table in path.tables.order_by("pk")], "table"),
        Choices(
            _("Temi"),
            list(Theme.objects.filter(retired=False).values_list("label_it", flat=True)),
            "themes",
        ),
        Choices(_("Zone"), [zone.name for zone in _zones()], "zones"),
        Choices(
            _("Quanto è sicuro"),
            [str(label).partition(":")[0] for label in EvidenceGrade.labels],
            "evidence",
        ),
    ]
