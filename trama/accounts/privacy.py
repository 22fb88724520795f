from trama.accounts.models import Office, OfficeRole, User
from trama.core.privacy import REGISTER, After, Declaration

REGISTER[User] = Declaration(
    personal={"email", "name", "codice_fiscale"},
    operational={"password"},
    discard=After(days=5 * 365, since="last_login"),
)
REGISTER[Office] = Declaration(public={"code", "name", "kind", "pec", "email", "phone"})
REGISTER[OfficeRole] = Declaration(public={"duty"})
