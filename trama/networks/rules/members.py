"""Which world a body of the register comes from."""

from trama.networks.models import MemberKind
from trama.organizations.models import LegalType

KINDS = {
    LegalType.PARISH: MemberKind.PARISH,
    LegalType.SCHOOL: MemberKind.SCHOOL,
    LegalType.PUBLIC_BODY: MemberKind.OFFICE,
    LegalType.INFORMAL: MemberKind.GROUP,
}


def kind_of(legal_type: str) -> MemberKind:
    """A body is of the Third Sector unless its legal form says otherwise."""
    return KINDS.get(LegalType(legal_type), MemberKind.THIRD_SECTOR)
