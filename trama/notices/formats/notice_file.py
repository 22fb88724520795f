"""The exchange format of a notice: JSON, `docs/formats/notice.schema.json`, version 1.

It carries what a notice says and asks, not what happened to it: no state, no acts, no dates of
publication. Every key is written, none is unknown, so that export(import(file)) is the file.
"""

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from trama.core.deadlines import ROME

FORMAT = "trama.notice/1"
RESERVED = {"nuovo"}
MAX_BYTES = 2 * 1024 * 1024

NoticeTypeName = Literal["COPROGRAMMING", "CODESIGN", "ACCREDITATION", "ART56_CONVENTION", "EOI"]
SectionName = Literal[
    "object", "requirements", "how_to_apply", "ip_release", "times", "conclusion", "publicity",
    "privacy", "forum", "purpose", "duration", "economics", "conflicts", "phases", "criteria",
    "other",
]  # fmt: skip
LegalTypeName = Literal[
    "ODV", "APS", "ENTE_FILANTROPICO", "IMPRESA_SOCIALE", "COOP_SOCIALE", "CONSORZIO_SOCIALE",
    "RETE_ASSOCIATIVA", "SOMS", "ALTRO_ETS", "ENTE_RELIGIOSO_RAMO_ETS", "ONLUS_TRANS", "PARROCCHIA",
    "COMITATO_INFORMALE", "SCUOLA", "FONDAZIONE_EROGATRICE", "ENTE_PUBBLICO", "UNKNOWN",
]  # fmt: skip


def _offset_of_rome(value: datetime) -> datetime:
    there = value.astimezone(ROME)
    if value.microsecond:
        raise ValueError("an instant is written to the second")
    if value.utcoffset() != there.utcoffset():
        raise ValueError(f"write it on Rome's clock: {there.isoformat()}")
    return there


def _written(value: object) -> datetime:
    """No numbers for dates, and one spelling: what comes in is what goes out."""
    if not isinstance(value, str):
        raise ValueError("an instant is a text, as 2023-05-15T12:00:00+02:00")  # noqa: TRY004
    try:
        written = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("an instant is written as 2023-05-15T12:00:00+02:00") from None
    if written.isoformat() != value:
        raise ValueError(f"write it in full: {written.isoformat()}")
    return written


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise ValueError("the character U+0000 can't be kept")
    return value


def _free_word(value: str) -> str:
    if value.lower() in RESERVED:
        raise ValueError("this word is an address of the platform: choose another code")
    return value


def _once(values: list[str]) -> list[str]:
    if len(set(values)) != len(values):
        raise ValueError("the same value twice")
    return values


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    AfterValidator(_offset_of_rome),
    PlainSerializer(lambda value: value.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Text = Annotated[str, AfterValidator(_no_nul)]
Words = Annotated[Text, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
ShortCode = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=40)]
Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
Email = Annotated[Text, StringConstraints(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Section(Strict):
    kind: SectionName
    title: Annotated[Text, StringConstraints(max_length=200)]
    body: Words


class LegalTypes(Strict):
    types: Annotated[list[LegalTypeName], Field(min_length=1), AfterValidator(_once)]


class Letters(Strict):
    letters: Annotated[list[Letter], Field(min_length=1), AfterValidator(_once)]


class Experience(Strict):
    theme: Code
    months: Annotated[int, Field(ge=1, le=600)]


class Slot(Strict):
    slot: ShortCode


class Nothing(Strict):
    pass


class RequirementBody(Strict):
    code: ShortCode
    text: Annotated[Words, StringConstraints(max_length=300)]
    remediable: bool


class LegalTypeRequirement(RequirementBody):
    kind: Literal["legal_type"]
    parameters: LegalTypes


class PlainRequirement(RequirementBody):
    kind: Literal["runts", "judged"]
    parameters: Nothing


class Art5Requirement(RequirementBody):
    kind: Literal["art5"]
    parameters: Letters


class ExperienceRequirement(RequirementBody):
    kind: Literal["experience"]
    parameters: Experience


class DocumentRequirement(RequirementBody):
    kind: Literal["document"]
    parameters: Slot


Requirement = Annotated[
    LegalTypeRequirement
    | PlainRequirement
    | Art5Requirement
    | ExperienceRequirement
    | DocumentRequirement,
    Field(discriminator="kind"),
]


class Question(Strict):
    code: ShortCode
    kind: Literal["short", "long", "one", "many", "experiences"]
    label: Annotated[Words, StringConstraints(max_length=300)]
    hint: Annotated[Text, StringConstraints(max_length=300)]
    options: Annotated[
        list[Annotated[Words, StringConstraints(max_length=200)]], AfterValidator(_once)
    ]
    required: bool
    max_length: Annotated[int, Field(ge=1, le=100_000)] | None

    @model_validator(mode="after")
    def options_where_one_chooses(self) -> "Question":
        chooses = self.kind in {"one", "many"}
        if chooses and len(self.options) < 2:
            raise ValueError("a choice needs at least two options")
        if not chooses and self.options:
            raise ValueError("only a choice has options")
        return self


class DocumentSlot(Strict):
    code: ShortCode
    label: Annotated[Words, StringConstraints(max_length=200)]
    hint: Annotated[Text, StringConstraints(max_length=300)]
    required: bool


class NoticeFile(Strict):
    """A notice as one file. Instants are on Rome's clock, to the second."""

    format: Literal["trama.notice/1"]
    code: Annotated[Code, AfterValidator(_free_word)]
    type: NoticeTypeName
    title: Annotated[Words, StringConstraints(max_length=200)]
    short_title: Annotated[Text, StringConstraints(max_length=80)]
    summary: Text
    strand: Code | None
    programming_acts: Annotated[list[Code], AfterValidator(_once)]
    programming_reason: Text
    art5_letters: Annotated[list[Letter], AfterValidator(_once)]
    office: Code
    officer: Email | None
    contact: Annotated[Text, StringConstraints(max_length=300)]
    cup: Annotated[Text, StringConstraints(max_length=15)]
    channels: Annotated[list[Literal["web", "pec"]], AfterValidator(_once)]
    signing_modes: Annotated[
        list[Literal["digital_identity", "signed_file", "handwritten"]], AfterValidator(_once)
    ]
    pec_address: Email
    pec_instant: Literal["", "accepted", "delivered"]
    opens_at: Instant | None
    closes_at: Instant | None
    questions_until: Instant | None
    urgency_reason: Text
    answer_days: Annotated[int, Field(ge=1, le=365)]
    sections: list[Section]
    requirements: list[Requirement]
    questions: list[Question]
    documents: list[DocumentSlot]

    @model_validator(mode="after")
    def window_in_order(self) -> "NoticeFile":
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValueError("closes_at comes before opens_at")
        return self

    @model_validator(mode="after")
    def each_code_once(self) -> "NoticeFile":
        for name in ("requirements", "questions", "documents"):
            codes = [part.code for part in getattr(self, name)]
            if len(set(codes)) != len(codes):
                raise ValueError(f"{name}: the same code twice")
        kinds = [section.kind for section in self.sections if section.kind != "other"]
        if len(set(kinds)) != len(kinds):
            raise ValueError("sections: the same kind twice")
        return self


class FileRefused(ValueError):
    """Not a notice: `errors` says where (a path such as `sections/0/body`) and why."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("; ".join(f"{error['path']}: {error['reason']}" for error in errors))
        self.errors = errors


def parse(content: bytes) -> NoticeFile:
    """The notice that a file says, or FileRefused with everything that is wrong in it."""
    if len(content) > MAX_BYTES:
        raise FileRefused([{"path": "", "reason": f"longer than {MAX_BYTES} bytes"}])
    try:
        plain = json.loads(content.decode("utf-8"), object_pairs_hook=_object)
    except (ValueError, RecursionError) as problem:
        raise FileRefused([{"path": "", "reason": f"not JSON: {problem}"}]) from None
    try:
        return NoticeFile.model_validate(plain, strict=True)
    except ValidationError as problem:
        raise FileRefused([_said(error) for error in problem.errors()]) from None


def dump(notice: NoticeFile) -> dict[str, Any]:
    """The file's content, ready for `json.dumps`."""
    return notice.model_dump(mode="json")


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the format."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Notice (avviso pubblico)",
        **NoticeFile.model_json_schema(mode="serialization"),
    }


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is written twice in one object")
    return found


def _said(error: Any) -> dict[str, str]:
    path = "/".join(str(step) for step in error["loc"])
    return {"path": path, "reason": str(error["msg"]).removeprefix("Value error, ")}
