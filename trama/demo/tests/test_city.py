"""What the demo says must be invented, whole, and in the platform's own formats."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

from trama.demo.formats import city
from trama.demo.queries import CAST
from trama.notices.formats.notice_file import parse
from trama.notices.lifecycle.template import MODEL
from trama.organizations.rules.codes import body_code_problem

REAL = Path(settings.BASE_DIR) / "../shared/data/organizations/milano_5x1000_2022.csv"
LEGAL_FORMS = re.compile(
    r"\b(aps|odv|ets|onlus|srl|s r l|societa|cooperativa|sociale|impresa|consorzio|fondazione)\b"
)


def key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    return " ".join(LEGAL_FORMS.sub(" ", words).split())


def test_no_body_of_the_demo_has_a_real_body_s_name_or_code() -> None:
    if not REAL.exists():
        pytest.skip(f"THE LIST OF REAL BODIES IS NOT HERE: {REAL}")
    with REAL.open(encoding="utf-8") as file:
        real = list(csv.DictReader(file))
    names = {key(row["denominazione"]) for row in real}
    codes = {row["codice_fiscale"] for row in real}
    for code, name in city.bodies().rows():
        assert key(name) not in names, name
        assert code not in codes


def test_codes_are_of_the_range_no_real_body_uses_and_their_check_digit_is_right() -> None:
    codes = [code for code, _name in city.bodies().rows()]
    assert len(set(codes)) == len(codes) >= 40
    for code in codes:
        assert code.startswith("999")
        assert body_code_problem(code) == ""


def test_nobody_has_an_address_that_could_exist() -> None:
    addresses = [one.email for one in CAST]
    for body in city.bodies().everybody:
        addresses += [body.email, body.pec]
    assert all(address.endswith(".example") for address in addresses)
    twice = {one.email for one in CAST} & {body.email for body in city.bodies().everybody}
    assert len(set(addresses)) == len(addresses) - len(twice)


@pytest.mark.parametrize(
    "code",
    ["COP-2023-01", "COP-2026-01", "COP-2026-02", "COP-2026-03", "COP-2026-04", "COD-2026-05"],
)
def test_each_notice_is_written_in_the_exchange_format(code: str) -> None:
    said = {"office": "welfare", "pec_address": "ufficio@pec.comune.example"}
    assert parse(city.notice_file(code, MODEL.read_bytes(), **said)).code == code


def test_whoever_applies_is_a_body_of_the_city() -> None:
    keys = {body.key for body in city.bodies().everybody}
    for code, found in city.applications().items():
        assert {one.body for one in found} <= keys, code
