from trama.core.privacy import REGISTER, After, Declaration
from trama.ledger.models import (
    AdministrativeAct,
    Document,
    DocumentPage,
    Event,
    Opening,
    Publication,
    RegisterCounter,
    RegistryEntry,
)

REGISTER[Event] = Declaration(
    operational={"dossier", "subject_label", "subject_id", "verb", "commitment"}
)
REGISTER[Opening] = Declaration(
    personal={"payload"}, discard=After(days=10 * 365, since="event__occurred_at")
)
REGISTER[RegisterCounter] = Declaration(operational={"register"})
REGISTER[RegistryEntry] = Declaration(
    operational={"register", "dossier", "subject_label", "subject_id"}
)
REGISTER[Document] = Declaration(
    personal={"name", "text"},
    operational={
        "status", "sha256", "declared_type", "media_type", "problem", "findings", "dossier_code",
    },
    discard=After(days=10 * 365, since="received_at"),
)  # fmt: skip
REGISTER[DocumentPage] = Declaration(
    personal={"text"},
    operational={"sha256"},
    discard=After(days=10 * 365, since="document__received_at"),
)
REGISTER[AdministrativeAct] = Declaration(public={"kind", "number", "organ", "title", "url"})
REGISTER[Publication] = Declaration(public={"dossier", "duty", "title", "path"})
