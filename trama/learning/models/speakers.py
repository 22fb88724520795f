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
    def key(self) -> str:
        """By which a form says who it is: a place in a list may be another's a moment later."""
        return f"ufficio/{self.office.code}" if self.office else f"ente/{self._body.uid}"

    @property
    def _body(self) -> Organization:
        if self.organization is None:
            raise TypeError("It speaks for nobody.")
        return self.organization

    @property
    def facts(self) -> dict[str, str]:
        speaker = self.office or self._body
        return {"side": self.side, "who": speaker.name}
