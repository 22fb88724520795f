import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.core.logs import JsonFormatter, Scrub, scrub


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("sent to anna.rovati@comune.example now", "sent to [e-mail] now"),
        ("person RSSMRA80A01F205X applied", "person [cf] applied"),
        ("paid to IT60X0542811101000000123456", "paid to [iban]"),
        ("GET /collegamenti/s3cr3t-T0ken/ 200", "GET /collegamenti/[link]/ 200"),
        ("GET /enti/?q=Maria+Rossi 200", "GET /enti/?[query] 200"),
        ("body 99900010010 is a body, not a person", "body 99900010010 is a body, not a person"),
    ],
)
def test_what_looks_like_a_persons_is_replaced(said: str, written: str) -> None:
    assert scrub(said) == written


@given(st.emails())
def test_no_address_survives(address: str) -> None:
    local, _, domain = address.partition("@")
    if local.replace("_", "a").isalnum() and domain.isascii():
        assert address not in scrub(f"mail for {address} queued")


def test_arguments_and_tracebacks_are_scrubbed_too() -> None:
    try:
        int("bruno@gelsi.example")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "for %s", ("bruno@gelsi.example",), trace
        )
    assert Scrub().filter(record)
    line = json.loads(JsonFormatter().format(record))
    assert "bruno" not in json.dumps(line)
    assert line["message"] == "for [e-mail]"
    assert "ValueError" in line["traceback"]
