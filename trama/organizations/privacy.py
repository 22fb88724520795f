from trama.core.privacy import REGISTER, After, Declaration
from trama.organizations.models import ListImport, Membership, NearNames, Organization

REGISTER[Organization] = Declaration(
    public={
        "name", "name_key", "search", "legal_type", "codice_fiscale", "vat", "runts_number",
        "runts_section", "art5_letters", "address", "city", "pec", "website",
    },
    personal={"email", "phone"},
    operational={"status", "source"},
)  # fmt: skip
REGISTER[Membership] = Declaration(
    personal={"note", "answer"},
    operational={"status", "duty"},
    discard=After(days=10 * 365, since="until"),
)
REGISTER[NearNames] = Declaration()
REGISTER[ListImport] = Declaration(
    personal={"report"},  # a refused row may hold a person's fiscal code, by mistake
    operational={"status", "name", "source", "sheet", "sha256", "problem"},
    discard=After(days=10 * 365, since="asked_at"),
)
