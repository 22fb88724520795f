"""How a published table is laid out, as data: a JSON file for each city's own tables."""

from pathlib import Path
from typing import Literal, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from trama.ledger.formats.sheets.sheet import UnreadableError, column_name

LAYOUTS = Path(__file__).parent / "layouts"
T = TypeVar("T")
KNOWN = ("ds205", "households", "services", "long")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceFacts(Part):
    """Who published it, under which licence."""

    code: str
    title: str
    publisher: str = ""
    licence: str = ""
    url: str = ""


class IndicatorFacts(Part):
    """What a series counts; written the first time that a table brings it."""

    code: str
    label_it: str
    label_en: str
    unit_it: str
    unit_en: str
    counts_people: bool = False
    position: int = 100


class Figures(Part):
    """What the figures of one indicator look like."""

    indicator: IndicatorFacts
    whole: bool = True  # whole numbers only
    # Where the publisher says that an empty cell stands for 0; else it is not known, no figure.
    blank_is_zero: bool = False
    # The figure is the zone's area: it must be that of its polygon.
    is_area: bool = False
    confidence: Literal["high", "medium", "low"] = "high"


class Column(Figures):
    """An indicator that has a column of its own."""

    column: str

    _fold = field_validator("column")(column_name)


class Series(Figures):
    """An indicator written on rows: those of a dimension whose category is one of these, summed.

    Without categories all of them are summed. A sum wants all the parts that it names.
    """

    dimension: str
    categories: list[str] = Field(default_factory=list)


class Layout(Part):
    """A table of indicators: a row a zone (`columns`), or a row a zone and category (`series`).

    With `indicator_column` each row names its indicator, one of `indicators` or already known.
    """

    zone_kind: str = "nil"
    zone_column: str = "nil"
    name_column: str = ""
    year_column: str = ""
    decimal: Literal["", ",", "."] = ""
    columns: list[Column] = Field(default_factory=list)
    dimension_column: str = ""
    category_column: str = ""
    value_column: str = ""
    series: list[Series] = Field(default_factory=list)
    indicator_column: str = ""
    indicators: list[IndicatorFacts] = Field(default_factory=list)
    # Columns of words that bring no figure, and are looked at for lost letters.
    words: list[str] = Field(default_factory=list)

    _fold = field_validator(
        "zone_column", "name_column", "year_column", "dimension_column", "category_column",
        "value_column", "indicator_column",
    )(column_name)  # fmt: skip

    @field_validator("words")
    @classmethod
    def _fold_words(cls, names: list[str]) -> list[str]:
        return [column_name(name) for name in names]

    @property
    def needed(self) -> list[str]:
        """The columns without which the table cannot be read."""
        named = [self.zone_column, self.name_column, self.year_column, self.value_column]
        named += [self.dimension_column, self.category_column, self.indicator_column]
        return [*filter(None, named), *(column.column for column in self.columns)]

    @property
    def defined(self) -> list[IndicatorFacts]:
        return [*(figures.indicator for figures in (*self.columns, *self.series)), *self.indicators]


class AddressLayout(Part):
    """The columns of a list of addresses. `address` is a whole line, or `street` and `number`."""

    address: str = "indirizzo"
    number: str = ""
    postcode: str = ""
    longitude: str = "lon"
    latitude: str = "lat"
    nil: str = ""
    municipio: str = ""

    _fold = field_validator("*")(column_name)

    @property
    def needed(self) -> list[str]:
        return [name for name in self.__dict__.values() if name]


def read_layout(content: bytes) -> Layout:
    """A layout of somebody's own. Raises `UnreadableError` saying what is wrong in it."""
    return _read(content, TypeAdapter(Layout))


def read_address_layout(content: bytes) -> AddressLayout:
    return _read(content, TypeAdapter(AddressLayout))


def known_layout(name: str) -> Layout:
    """One of those that come with the platform."""
    return read_layout((LAYOUTS / f"{name}.json").read_bytes())


def known_addresses() -> AddressLayout:
    """The addresses of Milan, as its open data put together write them."""
    return read_address_layout((LAYOUTS / "addresses.json").read_bytes())


def known_sources() -> dict[str, SourceFacts]:
    """The sources of Milan's territory, by code."""
    listed = TypeAdapter(list[SourceFacts]).validate_json((LAYOUTS / "sources.json").read_bytes())
    return {source.code: source for source in listed}


def _read(content: bytes, kind: TypeAdapter[T]) -> T:
    try:
        return kind.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise UnreadableError(
            _("La descrizione della tabella non va bene: %(where)s, %(why)s.")
            % {"where": where, "why": first["msg"]}
        ) from None
