"""What was said at tables, side by side."""

from collections.abc import Iterator

from trama.learning.models import Side, UsageReading
from trama.learning.rules.usage import Said
from trama.tables.models import EntryKind, MeetingStatus, MinutesEntry, ParticipantKind

SPOKEN = (EntryKind.SPOKEN, EntryKind.DISSENT)


def spoken(year: int) -> Iterator[Said]:
    """The statements of published minutes of a year's meetings, by whoever can be told to be of a
    side: offices, and bodies. Who asked not to be named counts too: only sums come of it."""
    entries = MinutesEntry.objects.filter(
        kind__in=SPOKEN,
        meeting__status=MeetingStatus.PUBLISHED,
        meeting__starts_at__year=year,
        speaker__isnull=False,
    ).values_list("text", "speaker__kind", "speaker__organization", "speaker__name")
    for text, kind, body, name in entries.order_by("pk").iterator():
        if kind == ParticipantKind.OFFICE:
            yield Said(Side.ADMINISTRATION, name, text)
        elif body is not None:
            yield Said(Side.THIRD_SECTOR, str(body), text)


def readings() -> list[UsageReading]:
    return list(UsageReading.objects.order_by("-year"))
