"""The demo city's data, read from `city/*.json`: invented bodies, notices, applications."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator
from stdnum import luhn

FOLDER = Path(__file__).parent.parent / "city"
ROW = (
    "key", "name", "legal_type", "address", "art5_letters", "founded_on", "runts_enrolled_on",
    "representative", "staff", "volunteers",
)  # fmt: skip


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(Frozen):
    """A body whose people use the platform; `domain` is that of its addresses.

    Without `runts_enrolled_on` it is in no list: its people wrote it into the register. One of the
    chorus is told in a line: its `ROW`.
    """

    key: str
    name: str
    legal_type: str
    address: str
    art5_letters: list[str]
    founded_on: date | None
    runts_enrolled_on: date | None
    representative: str
    domain: str
    staff: int
    volunteers: int

    @model_validator(mode="before")
    @classmethod
    def from_row(cls, told: Any) -> Any:
        if not isinstance(told, list):
            return told
        return {**dict(zip(ROW, told, strict=True)), "domain": f"{told[0]}.example"}

    @property
    def email(self) -> str:
        """Of whoever represents it."""
        return f"{self.representative.lower().replace(' ', '.')}@{self.domain}"

    @property
    def pec(self) -> str:
        return f"{self.domain.partition('.')[0]}@pec.{self.domain}"


class Bodies(Frozen):
    """`active`: those that the visitor meets everywhere; `chorus`: the many of one notice."""

    active: list[Body]
    listed: list[str]
    chorus: list[Body]

    @property
    def everybody(self) -> list[Body]:
        return [*self.active, *self.chorus]

    @property
    def names(self) -> list[str]:
        """Of whoever is in the list that comes from outside, in its order."""
        enrolled = [body.name for body in self.chorus if body.runts_enrolled_on]
        return [*(body.name for body in self.active), *self.listed, *enrolled]

    def rows(self) -> list[tuple[str, str]]:
        """Codice fiscale and name of each, as a list from outside would have them."""
        return [(fiscal_code(number), name) for number, name in enumerate(self.names, start=1)]

    def code_of(self, key: str) -> str:
        name = next(body.name for body in self.everybody if body.key == key)
        return fiscal_code(self.names.index(name) + 1)


class Experience(Frozen):
    title: str
    partner: str
    started_on: date
    ended_on: date


class Application(Frozen):
    """What a body says when it applies; `answers` by question code."""

    body: str
    answers: dict[str, str | list[str]]
    experiences: list[Experience]


class Asking(NamedTuple):
    """How one of the chorus applies, with the experience that it rests on."""

    body: str
    need: str
    resources: str
    tables: list[str]
    title: str
    partner: str
    started_on: date
    ended_on: date

    @property
    def application(self) -> Application:
        return Application(
            body=self.body,
            answers={
                "bisogno": self.need,
                "risorse": self.resources,
                "forma": ["da soli"],
                "tavoli": self.tables,
            },
            experiences=[
                Experience(
                    title=self.title,
                    partner=self.partner,
                    started_on=self.started_on,
                    ended_on=self.ended_on,
                )
            ],
        )


class Chorus(Frozen):
    """Many bodies and what they answered to one notice."""

    notice: str
    bodies: list[Body]
    applications: list[Asking]


def fiscal_code(number: int) -> str:
    """The codice fiscale of the invented body `number`: from 999…, where no real one is."""
    stem = f"999{number:07d}"
    return f"{stem}{luhn.calc_check_digit(stem)}"


@cache
def bodies() -> Bodies:
    told = json.loads(read_data("bodies"))
    return Bodies(**told, chorus=chorus().bodies)


@cache
def chorus() -> Chorus:
    return Chorus.model_validate_json(read_data("chorus"))


@cache
def applications() -> dict[str, list[Application]]:
    """By code of notice."""
    told = TypeAdapter(dict[str, list[Application]]).validate_json(read_data("applications"))
    told[chorus().notice] += [one.application for one in chorus().applications]
    return told


def application(notice: str, body: str) -> Application:
    return next(one for one in applications()[notice] if one.body == body)


def notice_file(code: str, model: bytes, **said: Any) -> bytes:
    """A notice of the city in the exchange format: our model, what the notice changes, `said`."""
    base: dict[str, Any] = json.loads(model)
    own: dict[str, Any] = json.loads(read_data("notices"))[code]
    texts: dict[str, str] = own.pop("sections")
    known = [section for section in base["sections"] if section["kind"] not in texts]
    added = [{"kind": kind, "title": "", "body": body} for kind, body in texts.items()]
    order = [section["kind"] for section in base["sections"]]
    sections = sorted(
        [*known, *added],
        key=lambda one: order.index(one["kind"]) if one["kind"] in order else len(order),
    )
    return json.dumps({**base, **own, "sections": sections, "code": code, **said}).encode()


def register_csv(rows: Sequence[tuple[str, str]]) -> bytes:
    """The list of bodies as an office receives it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["codice_fiscale", "denominazione", "nome_comune"])
    writer.writerows((code, name, "Milano") for code, name in rows)
    return out.getvalue().encode()


def read_data(name: str) -> bytes:
    """One of the files of the city."""
    return (FOLDER / f"{name}.json").read_bytes()
