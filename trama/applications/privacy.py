from trama.applications.models import Answer, Application, Attachment, Experience
from trama.core.privacy import REGISTER, After, Declaration

REGISTER[Application] = Declaration(
    operational={"status", "channel", "basis", "digest", "declarations", "form_digest"},
    restrict=After(days=5 * 365, since="presented_at"),
    discard=After(days=10 * 365, since="presented_at"),
)
REGISTER[Answer] = Declaration(personal={"text", "choices"})
REGISTER[Experience] = Declaration(personal={"title", "partner"})
REGISTER[Attachment] = Declaration(operational={"purpose"})
