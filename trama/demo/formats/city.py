"""The demo city's data, read from `city/*.json`: invented bodies, notices, applications."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter
from stdnum import luhn

FOLDER = Path(__file__).parent.parent / "city"


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(Frozen):
    """A body whose people use the platform; `domain` is that of its addresses."""

    key: str
    name: str
    legal_type: str
    address: str
    art5_letters: list[str]
    founded_on: date
    runts_enrolled_on: date
    representative: str
    domain: str
    staff: int
    volunteers: int

    @property
    def email(self) -> str:
        """Of whoever represents it."""
        return f"{self.representative.lower().replace(' ', '.')}@{self.domain}"

    @property
    def pec(self) -> str:
        return f"{self.domain.partition('.')[0]}@pec.{self.domain}"


class Bodies(Frozen):
    active: list[Body]
    listed: list[str]

    def rows(self) -> list[tuple[str, str]]:
        """Codice fiscale and name of each, as a list from outside would have them."""
        names = [*(body.name for body in self.active), *self.listed]
        return [(fiscal_code(number), name) for number, name in enumerate(names, start=1)]

    def code_of(self, key: str) -> str:
        number = next(n for n, body in enumerate(self.active, start=1) if body.key == key)
        return fiscal_code(number)


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


def fiscal_code(number: int) -> str:
    """The codice fiscale of the invented body `number`: from 999…, where no real one is."""
    stem = f"999{number:07d}"
    return f"{stem}{luhn.calc_check_digit(stem)}"


@cache
def bodies() -> Bodies:
    return Bodies.model_validate_json(read_data("bodies"))


@cache
def applications() -> dict[str, list[Application]]:
    """By code of notice."""
    return TypeAdapter(dict[str, list[Application]]).validate_json(read_data("applications"))


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
