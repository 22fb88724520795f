"""The public register of bodies: no e-mail, no telephone, nobody's name."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router

from trama.opendata import queries
from trama.opendata.api.schemas import OrganizationOut, OrganizationsOut, PageQuery
from trama.organizations.models import Art5Activity, LegalType, Organization

router = Router(tags=["organizations"])

Uid = Annotated[UUID, Field(description="The body's public identifier.")]


class OrganizationsQuery(PageQuery):
    """Which bodies."""

    q: str = Field(
        "", max_length=100, description="Words or a piece of the name, or a whole codice fiscale."
    )
    legal_type: LegalType | None = Field(None, description="The legal form.")
    city: str = Field("", max_length=100, description="The municipality, accents aside.")
    letter: Art5Activity | None = Field(
        None, description="An activity of general interest (art. 5), by its letter."
    )


@router.get(
    "/organizations",
    response=OrganizationsOut,
    operation_id="organizations",
    summary="The bodies of the register, page by page",
)
def organizations(request: HttpRequest, asked: Query[OrganizationsQuery]) -> dict[str, Any]:
    """In order of name. When no name has the words, the closest names, and `nearest` is true."""
    filters = {"legal_type": asked.legal_type, "city": asked.city, "letter": asked.letter}
    rows, nearest = queries.organizations(asked.q, filters)
    return {**queries.page(rows, asked.page, asked.page_size), "nearest": nearest}


@router.get(
    "/organizations/{uid}",
    response=OrganizationOut,
    operation_id="organization",
    summary="A body of the register",
)
def organization(request: HttpRequest, uid: Path[Uid]) -> Organization:
    """A body that has closed keeps its address: published lists refer to it."""
    found = queries.organization(uid)
    if found is None:
        raise Http404
    return found
