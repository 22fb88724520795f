from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from django.db import models

from trama.core.ids import new_uid


class Record(models.Model):
    """What has a public identifier, a status, and a table of lawful moves between statuses."""

    MOVES: ClassVar[Mapping[str, AbstractSet[str]]]

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    status = models.CharField(max_length=30)

    class Meta:
        abstract = True

    @property
    def dossier(self) -> str:
        """The code of the file (fascicolo) that its acts belong to; empty: of none."""
        return ""


def next_number(rows: models.QuerySet[Any] | models.Manager[Any], field: str = "number") -> int:
    """One more than the highest of `rows`, from 1. Whoever asks holds the lock that keeps others
    from taking it meanwhile."""
    highest: int | None = rows.aggregate(highest=models.Max(field))["highest"]
    return (highest or 0) + 1
