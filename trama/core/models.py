from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar

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
