"""In whose name a person speaks of a term."""

from dataclasses import dataclass
from typing import Any

from trama.accounts.models import Office, User
from trama.learning.models.terms import Side
from trama.organizations.models import Organization


@dataclass(frozen=True)
class Speaker:
    """In whose name somebody speaks: an office of the administration, or a body."""

    actor: User
    office: Office | None = None
    organization: Organization | None = None

    @property
    def side(self) -> Side:
        return Side.ADMINISTRATION if self.office else Side.THIRD_SECTOR

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "office": self.office,
            "organization": self.organization,
            "author": self.actor,
        }

    @property
    def facts(self) -> dict[str, str]:
        speaker = self.office or self.organization
        return {"side": self.side, "who": speaker.name if speaker else ""}
