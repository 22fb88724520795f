"""What the API says and what may be asked of it. A field of a person's is in none of these."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from ninja import Field, Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator

from trama.ledger.models import ActKind
from trama.notices.models import (
    Channel,
    DocumentSlot,
    Notice,
    NoticeSection,
    NoticeStatus,
    NoticeType,
    PecInstant,
    QuestionKind,
    RequirementKind,
    SectionKind,
    SigningMode,
)
from trama.organizations.models import (
    Art5Activity,
    LegalType,
    Organization,
    OrganizationStatus,
    RuntsSection,
)
from trama.screening.models import CaseStatus

Item = TypeVar("Item")


def _or_null(value: Any) -> Any:
    return None if value == "" else value


Text = Annotated[str | None, BeforeValidator(_or_null)]
"""A text that may not be known: null then, never empty."""


def absolute(name: str, *args: object) -> str:
    """The address, with its host, of a page in Italian: the language of the acts."""
    return settings.BASE_URL + reverse(name, args=args)


# ---------------------------------------------------------------- lists


class PageQuery(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=100_000, description="The page, from 1.")
    page_size: int = Field(50, ge=1, le=200, description="How many items in a page.")


class PageOf(Schema, Generic[Item]):
    """A page of a list: `total_items` counts all its pages."""

    items: list[Item]
    total_items: int = Field(ge=0)
    page: int = Field(ge=1)
    page_size: int = Field(ge=1)
    total_pages: int = Field(ge=0)


def refuse_unknown_parameters(view: Callable[..., Any]) -> Callable[..., Any]:
    """A filter written wrong is an error: passed over, it would answer another question."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> Any:
        known = {
            name
            for value in kwargs.values()
            if isinstance(value, Schema)
            for name in type(value).model_fields
        }
        if unknown := sorted(set(request.GET) - known):
            raise ValidationError(
                [{"loc": ("query", name), "msg": "Unknown parameter."} for name in unknown]
            )
        return view(request, *args, **kwargs)

    return answer


# ---------------------------------------------------------------- notices


class StrandOut(Schema):
    """Filone: a strand of shared administration, by its code."""

    code: str
    label_it: str
    label_en: str


class OfficeOut(Schema):
    code: str
    name: str


class ActOut(Schema):
    """The administrative act: kind (DD: determinazione dirigenziale), number, day."""

    kind: ActKind
    number: str
    adopted_on: date
    organ: Text
    url: Text


class NoticeOut(Schema):
    """Avviso pubblico, as lists show it. `open_now`: it takes applications at this moment."""

    code: str
    type: NoticeType
    status: NoticeStatus
    open_now: bool
    title: str
    short_title: Text
    summary: Text
    strand: StrandOut | None
    art5_letters: list[Art5Activity] = Field(
        description="Activities of general interest (D.Lgs. 117/2017, art. 5, co. 1), by letter."
    )
    office: OfficeOut
    opens_at: datetime | None
    closes_at: datetime | None
    questions_until: datetime | None
    published_at: datetime
    page_url: str

    @staticmethod
    def resolve_page_url(notice: Notice) -> str:
        return absolute("notices:detail", notice.code)


class SectionOut(Schema):
    """A section of the notice's text; its lines are paragraphs or, after a dash, points."""

    kind: SectionKind
    title: str
    text: str

    @staticmethod
    def resolve_title(section: NoticeSection) -> str:
        return str(section)

    @staticmethod
    def resolve_text(section: NoticeSection) -> str:
        return section.body


class RequirementOut(Schema):
    """Requisito: what a body must have; `parameters` depends on `kind`."""

    code: str
    kind: RequirementKind
    text: str
    parameters: dict[str, Any]
    remediable: bool = Field(description="Whether what is missing may be supplied later.")


class QuestionOut(Schema):
    """A question of the form. `max_length` is in characters."""

    code: str
    kind: QuestionKind
    label: str
    hint: Text
    options: list[str]
    required: bool
    max_length: int | None


class DocumentSlotOut(Schema):
    """A document to attach."""

    code: str
    label: str
    hint: Text
    required: bool


class NoticeDetailOut(NoticeOut):
    """A notice whole: what a body reads before it applies."""

    act: ActOut | None
    closing_act: ActOut | None
    cup: Text
    channels: list[Channel]
    signing_modes: list[SigningMode]
    pec_address: Text
    pec_instant: Annotated[PecInstant | None, BeforeValidator(_or_null)] = Field(
        description="For certified mail, which instant counts."
    )
    answer_days: int = Field(description="Days to conclude, from the closing.")
    sections: list[SectionOut]
    requirements: list[RequirementOut]
    questions: list[QuestionOut]
    documents: list[DocumentSlotOut]
    admission_list_url: str | None = Field(description="Null until the list is published.")

    @staticmethod
    def resolve_documents(notice: Notice) -> list[DocumentSlot]:
        return list(notice.document_slots.all())

    @staticmethod
    def resolve_admission_list_url(notice: Any) -> str | None:
        return absolute("screening:list", notice.code) if notice.has_list else None


class ListRowOut(Schema):
    """An application in the list. `entry` is its registry number (repertorio)."""

    entry: str
    organization: UUID
    name: str
    codice_fiscale: Text
    outcome: CaseStatus
    reasons: Text


class AdmissionListOut(Schema):
    """Elenco degli ammessi e dei non ammessi, as published: by name, never a ranking."""

    notice: str
    title: str
    published_at: datetime
    act: ActOut | None
    rows: list[ListRowOut]
    page_url: str


# ---------------------------------------------------------------- bodies


class OrganizationOut(Schema):
    """Ente: what the public register says of a body. Null is «not known», never «none»."""

    uid: UUID
    name: str
    codice_fiscale: Text
    vat: Text
    legal_type: LegalType
    status: OrganizationStatus
    runts_number: Text
    runts_section: Annotated[RuntsSection | None, BeforeValidator(_or_null)]
    runts_enrolled_on: date | None
    runts_ended_on: date | None
    art5_letters: list[Art5Activity]
    founded_on: date | None
    address: Text
    city: Text
    pec: Text
    website: Text
    staff_count: int | None
    volunteer_count: int | None
    updated_at: datetime | None
    page_url: str

    @staticmethod
    def resolve_page_url(organization: Organization) -> str:
        return absolute("organizations:detail", organization.uid)


class OrganizationsOut(PageOf[OrganizationOut]):
    """A page of bodies. `nearest`: none has the words, these have the closest names."""

    nearest: bool


class NoticesOut(PageOf[NoticeOut]):
    """A page of notices: open ones first, nearest deadline first; then under way, concluded."""
