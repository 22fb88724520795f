"""Paths where Bruno's body takes part, one for each phase of the synthesis."""

from typing import Any
from uuid import uuid4

from tests.access.paths import at_the_tables
from trama.accounts.models import Office, User
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.lifecycle import synthesis as acts
from trama.tables.models import Path, PathDocumentKind
from trama.tables.tests.factories import PathFactory
from trama.tables.tests.synthesis_factories import (
    adopted,
    consulted,
    drafted,
    paragraph,
    reported,
    told,
    voted,
)


def places(office: Office, body: Organization, officer: User, executive: User) -> dict[str, Any]:
    def path(code: str) -> Path:
        bodies = [body, *OrganizationFactory.create_batch(2)]
        made = PathFactory.create(notice=at_the_tables(office, code), bodies=bodies)
        told(made)
        voted(made)
        return made

    draft, read, written, decided = (path(f"SINTESI-{n}") for n in range(1, 5))
    drafted(draft, officer)
    consulted(read, officer)
    his = read.participants.get(organization=body)
    remark = acts.remark_synthesis(read, participant=his, text="Manca la sera.", actor=None)
    reported(written, officer)
    adopted(decided, officer, executive)
    where = {**_where(read), "remark_uid": remark.uid, "participant_uid": his.uid}
    where["document_uid"] = read.documents.get().uid
    return {
        "his synthesis": _where(draft),
        "his consulted draft": where,
        "no synthesis": {**dict.fromkeys(where, uuid4()), "code": "nessuno"},
        "his reported path": {
            **_where(written),
            "document_uid": written.documents.get(kind=PathDocumentKind.REPORT).uid,
        },
        "his adopted path": {
            **_where(decided),
            "document_uid": decided.documents.get(kind=PathDocumentKind.ANNEX).uid,
        },
    }


def _where(path: Path) -> dict[str, Any]:
    one = paragraph(path, "theme:areas")
    return {
        "code": path.code,
        "section_uid": one.section.uid,
        "paragraph_uid": one.uid,
        "priority_uid": path.priorities.get().uid,
    }
