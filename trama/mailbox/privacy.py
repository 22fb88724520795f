from trama.core.privacy import REGISTER, After, Declaration
from trama.mailbox.models import IncomingMessage, OutgoingMessage, RawMessage, SignedLink

TEN_YEARS = 10 * 365

REGISTER[RawMessage] = Declaration(
    operational={"sha256", "source"}, discard=After(days=TEN_YEARS, since="received_at")
)
REGISTER[IncomingMessage] = Declaration(
    personal={"message_id", "reference", "sender", "recipients", "subject", "verdict", "reasons"},
    operational={"status", "kind", "signature", "identity", "dossier_code", "outcome_label"},
    discard=After(days=TEN_YEARS, since="raw__received_at"),
)
REGISTER[OutgoingMessage] = Declaration(
    personal={"recipient", "subject", "text", "html", "calendar", "problem"},
    operational={"status", "purpose", "language", "message_id", "dossier_code"},
    discard=After(days=TEN_YEARS, since="queued_at"),
)
REGISTER[SignedLink] = Declaration(
    personal={"addressee"},
    operational={"purpose", "token_hash", "object_label", "object_version"},
    discard=After(days=2 * 365, since="expires_at"),
)
