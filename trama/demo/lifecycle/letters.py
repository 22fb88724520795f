"""Papers and certified mail of the demo: small real PDFs, envelopes of an invented provider."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from trama.core.deadlines import ROME
from trama.core.moments import short_day
from trama.demo import formats
from trama.ledger.formats.pdf import compile_pdf
from trama.mailbox.formats.authority import Provider, invent_provider
from trama.mailbox.formats.compose import Document, Letter, transport_envelope
from trama.notices.models import Notice
from trama.organizations.models import Organization

PAPER = Path(str(formats.__file__)).parent / "paper.typ"
VALID_FROM = datetime(2022, 1, 1, tzinfo=ROME)
VALID_UNTIL = datetime(2040, 1, 1, tzinfo=ROME)
UNKNOWN = "corriere"
KNOWN = "ambrosiana"


@dataclass(frozen=True)
class Post:
    """The provider that the city trusts, and one that it doesn't know."""

    known: Provider
    unknown: Provider

    def by(self, name: str) -> Provider:
        return self.unknown if name == UNKNOWN else self.known


def open_post() -> Post:
    """New providers with new keys; the known one's authority is trusted from here on."""
    known = invent_provider(
        "Posta Certa Inventata S.p.A.", "postacerta.example", VALID_FROM, VALID_UNTIL
    )
    unknown = invent_provider(
        "Corriere Inventato S.r.l.", "corriere.example", VALID_FROM, VALID_UNTIL
    )
    store = trust_file()
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_bytes(known.trust_pem)
    return Post(known, unknown)


def trust_file() -> Path:
    """Where the invented authority's certificate is kept: never a file somebody else gave us."""
    return Path(settings.VAR_DIR) / "demo/pec-ca.pem"


def pact(body: Organization, notice: Notice, signer: str, *, at: datetime) -> bytes:
    """The integrity pact that a notice asks for."""
    return _paper(
        "Patto di integrità",
        body,
        [
            f"{body.name}, codice fiscale {body.codice_fiscale}, partecipa all’avviso "
            f"{notice.code}, «{notice.title}».",
            "Si impegna a comportarsi con lealtà e trasparenza, a non offrire né chiedere denaro o "
            "vantaggi, e a segnalare al Comune ogni tentativo di alterare il procedimento.",
            "Sa che la violazione di questo patto comporta l’esclusione.",
        ],
        f"{signer}, rappresentante legale",
        at=at,
    )


def request(body: Organization, notice: Notice, signer: str, *, at: datetime) -> bytes:
    """The application of a body that writes by certified mail, with its experiences."""
    return _paper(
        f"Domanda di partecipazione, {notice.code}",
        body,
        [
            f"{body.name}, codice fiscale {body.codice_fiscale}, con sede in {body.address}, "
            f"{body.city}, chiede di partecipare a «{notice.title}».",
            "L’ente è iscritto al RUNTS e svolge le attività dell’art. 5 chieste dall’avviso. "
            f"Lavora sul tema dal {short_day(body.founded_on) if body.founded_on else '2015'} "
            "senza interruzioni, con scuole, servizi e volontari del quartiere.",
            "Le dichiarazioni di questa domanda sono rese ai sensi degli articoli 46 e 47 del "
            "D.P.R. 445/2000. Le proposte portate ai tavoli potranno essere usate liberamente.",
        ],
        f"{signer}, rappresentante legale",
        at=at,
    )


def mandate(body: Organization, signer: str, *, at: datetime) -> bytes:
    """Power to send a message from somebody else's certified mailbox."""
    return _paper(
        "Delega all’invio",
        body,
        [
            "Deleghiamo lo studio che tiene la nostra contabilità a inviare, dalla sua casella di "
            "posta certificata, la domanda allegata: la nostra casella è fuori servizio.",
        ],
        f"{signer}, rappresentante legale",
        at=at,
    )


def paper(title: str, author: str, paragraphs: list[str], signature: str, at: datetime) -> bytes:
    """A letter as a PDF, the same bytes for the same words at the same instant."""
    data = {
        "title": title,
        "author": author,
        "paragraphs": paragraphs,
        "signature": signature,
    }
    return compile_pdf(PAPER, data, at=at.astimezone(UTC))


def _paper(
    title: str, body: Organization, paragraphs: list[str], signature: str, *, at: datetime
) -> bytes:
    where = f"Milano, {short_day(at)}. {signature}"
    return paper(title, body.name, paragraphs, where, at)


def envelope(
    provider: Provider,
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    papers: dict[str, bytes],
    at: datetime,
) -> bytes:
    """What reaches the city's mailbox: a letter that `provider` accepted at that instant."""
    letter = Letter(
        sender=sender,
        recipients=(recipient,),
        subject=subject,
        body=text,
        documents=tuple(Document(name, content) for name, content in papers.items()),
    )
    return transport_envelope(provider, letter, at)
