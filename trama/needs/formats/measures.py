"""A list of measures of coverage, as JSON: what another city loads instead of Milan's.

`[{"code": …, "label_it": …, "label_en": …, "theme": code, "targets": [codes], "unit": …,
"terms": [{"indicator": code} | {"factor": "0.22", "label_it": …, "label_en": …, "source": …}],
"supply_rule": "served" | "place", "catchment_m": 1100, "confidence": …, "position": 1}]`
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Code = Annotated[str, Field(pattern=r"^[-a-z0-9]+$", max_length=50)]


class UnreadableMeasuresError(Exception):
    """The file is no list of measures: the text says why."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IndicatorTerm(Part):
    indicator: Code


def _a_factor(text: str) -> str:
    """A decimal string, not negative: a float would not be what was written."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"«{text}» is not a number") from None
    if not value.is_finite() or value < 0:
        raise ValueError(f"«{text}» is not a factor")
    return text


class FactorTerm(Part):
    factor: Annotated[str, AfterValidator(_a_factor)]
    label_it: str
    label_en: str
    source: str


class MeasureFacts(Part):
    code: Code
    label_it: Annotated[str, Field(min_length=1, max_length=120)]
    label_en: Annotated[str, Field(min_length=1, max_length=120)]
    theme: Code
    targets: list[Code] = Field(default_factory=list)
    unit: Literal[
        "places", "hours_week", "beds", "people", "households", "parcels_month", "euros_year",
        "square_metres",
    ]  # fmt: skip
    terms: Annotated[list[IndicatorTerm | FactorTerm], Field(min_length=1)]
    supply_rule: Literal["served", "place"] = "served"
    catchment_m: Annotated[int, Field(ge=100, le=30_000)] = 1100
    confidence: Literal["high", "medium", "low"] = "low"
    position: Annotated[int, Field(ge=0, le=30_000)] = 100
    retired: bool = False


Remark = dict[str, Any]


def read(content: bytes) -> tuple[dict[int, MeasureFacts], list[Remark]]:
    """The good rows by number, from 1; of each other one what is wrong: row, column, value, why."""
    try:
        rows = json.loads(content)
    except ValueError as error:
        raise UnreadableMeasuresError(f"Non è JSON: {error}") from None
    if not isinstance(rows, list):
        raise UnreadableMeasuresError("Non è un elenco: serve una lista di misure.")
    reader = TypeAdapter(MeasureFacts)
    good, refused = {}, []
    for number, row in enumerate(rows, start=1):
        try:
            good[number] = reader.validate_python(row)
        except ValidationError as error:
            refused += [_remark(number, one) for one in error.errors()]
    return good, refused


def _remark(row: int, error: Any) -> Remark:
    column = ".".join(str(part) for part in error["loc"])
    return {"row": row, "column": column, "value": repr(error["input"]), "reason": error["msg"]}
