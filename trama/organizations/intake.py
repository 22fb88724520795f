"""What the mailbox knows of bodies: those a person may say a message comes from."""

from collections.abc import Sequence

from trama.mailbox.handlers import Correspondent
from trama.organizations.queries import search


def correspondents(words: str, limit: int) -> Sequence[Correspondent]:
    """The bodies found as in the register; the codice fiscale tells those of near name apart."""
    return [
        Correspondent(body.uid, body.name, f"{body.codice_fiscale}, {body.city}".strip(", "))
        for body in search(words).organizations[:limit]
    ]
