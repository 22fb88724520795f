"""The published file, and the short script with which anybody counts again."""

import csv
import io
import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trama.tables
from trama.ledger.formats.delimited import write_csv
from trama.tables.formats.ballots import (
    Publication,
    UnreadableFileError,
    csv_rows,
    from_json,
    pseudonyms,
    to_json,
)
from trama.tables.rules.voting import (
    Ballot,
    Election,
    Method,
    Option,
    closing_record,
    commitment,
    count,
    final_seed,
)
from trama.tables.tests.elections import elections, random_election

SCRIPT = Path(trama.tables.__file__).parent / "static/trama/tables/recompute.py"
SECRET = bytes(range(32))
METHODS = [
    Method("approval"),
    Method("borda"),
    Method("equal_shares"),
    Method("equal_shares", "cardinality"),
    Method("equal_shares", step=Fraction(1, 3)),
]


def publication(found: Election, method: Method, record: str = "") -> Publication:
    committed = commitment(SECRET)
    record = record or closing_record(datetime(2026, 3, 27, 17, tzinfo=UTC), found.bodies)
    outcome = count(found, method, final_seed(SECRET, committed, record.encode()))
    return Publication(
        "Priorità dell’avviso", found, method, "open", committed, SECRET, record, outcome.chosen
    )


def recompute(folder: Path, content: str) -> subprocess.CompletedProcess[str]:
    """As a citizen would: Python alone, nothing of the platform in reach."""
    file = folder / "esito.json"
    file.write_text(content, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@given(elections(), st.sampled_from(METHODS), st.text(min_size=1))
def test_what_is_published_reads_back_the_same(
    found: Election, method: Method, record: str
) -> None:
    try:
        record.encode()
    except UnicodeEncodeError:
        return
    published = publication(found, method, record)
    assert from_json(to_json(published).encode()) == published


@pytest.mark.parametrize("method", METHODS)
def test_the_script_counts_the_same_outcome(method: Method, tmp_path: Path) -> None:
    rng = random.Random(17)
    for number in range(4):
        found = random_election(rng, 12, 30)
        if number % 2:  # full of ties
            options = tuple(replace(one, cost=Fraction(1)) for one in found.options)
            found = Election(options, found.ballots[:5], Fraction(4))
        office = Ballot("ufficio", tuple(found.by_id)[:3], "administration")
        found = replace(found, ballots=(office, *found.ballots))
        published = publication(found, method)
        done = recompute(tmp_path, to_json(published))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "Uguale all’esito pubblicato."
        assert len(done.stdout.splitlines()) == len(published.chosen) + 1


def test_the_script_reads_titles_and_places(tmp_path: Path) -> None:
    found = Election(
        (Option("P1", Fraction(3), "Città più verde"), Option("P2", Fraction(9))),
        (Ballot("E1", ("P1", "P2")),),
        Fraction(10),
    )
    done = recompute(tmp_path, to_json(publication(found, Method("equal_shares"))))
    assert done.stdout.splitlines()[0] in {"1. Città più verde (P1)", "1. P2 (P2)"}


def tampered(change: str) -> str:
    """A file whose outcome, secret or ballots someone has touched."""
    found = Election(
        (Option("P1"), Option("P2")),
        (Ballot("E1", ("P1",)), Ballot("E2", ("P1",)), Ballot("E3", ("P2",))),
        Fraction(1),
    )
    content = json.loads(to_json(publication(found, Method("approval"))))
    if change == "outcome":
        content["chosen"] = ["P2"]
    elif change == "secret":
        content["draw"]["secret"] = bytes(32).hex()
    elif change == "ballot":  # the outcome stays the same
        content["ballots"][0]["choices"] = ["P1", "P2"]
    else:
        content["ballots"].append(content["ballots"][-1])
    return json.dumps(content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("outcome", "DIVERSO"),
        ("secret", "NON VALIDO: il segreto"),
        ("ballot", "NON VALIDO: le schede"),
        ("twice", "compare due volte"),
    ],
)
def test_the_script_finds_what_was_touched(change: str, words: str, tmp_path: Path) -> None:
    done = recompute(tmp_path, tampered(change))
    assert done.returncode == 1
    assert words in done.stderr


def test_the_script_is_short_alone_and_explains_its_use(tmp_path: Path) -> None:
    text = SCRIPT.read_text()
    assert text.count("\n") <= 160
    imported = {
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= set(sys.stdlib_module_names)
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Uso:" in done.stderr


def test_ballots_fit_a_spreadsheet_one_a_row() -> None:
    found = Election(
        (Option("P1"), Option("P2")),
        (Ballot("E1", ("P2", "P1"), name="La Corte"), Ballot("U1", (), "administration")),
        Fraction(1),
    )
    file = io.StringIO(newline="")
    assert write_csv(csv_rows(publication(found, Method("borda"))), file) == 2
    assert list(csv.reader(io.StringIO(file.getvalue()))) == [
        ["scheda", "chi", "nome", "scelte"],
        ["E1", "ente", "La Corte", "P2 P1"],
        ["U1", "ufficio", "", ""],
    ]


@given(st.sets(st.text(min_size=1)), st.binary(min_size=32, max_size=32))
def test_each_voter_has_a_pseudonym_of_its_own_that_says_nothing(
    voters: set[str], key: bytes
) -> None:
    try:
        found = pseudonyms(voters, key)
    except UnicodeEncodeError:
        return
    assert found.keys() == voters
    assert sorted(found.values()) == [f"S-{number:04}" for number in range(1, len(voters) + 1)]


def test_the_order_of_pseudonyms_depends_on_the_key_alone() -> None:
    voters = [f"E{n}" for n in range(6)]
    assert pseudonyms(voters, b"k" * 32) == pseudonyms(voters[::-1], b"k" * 32)
    orders = {tuple(pseudonyms(voters, bytes([n]) * 32).values()) for n in range(30)}
    linked = {tuple(sorted(pseudonyms(voters, bytes([n]) * 32).items())) for n in range(30)}
    assert (len(orders), len(linked) > 20) == (1, True)


GOOD = json.loads(tampered("outcome"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"[" * 100_000,
        json.dumps(GOOD | {"format": "trama-ballots-9"}).encode(),
        json.dumps(GOOD | {"method": "dictatorship"}).encode(),
        json.dumps(GOOD | {"budget": "1e999999999"}).encode(),
        json.dumps(GOOD | {"budget": "1/0"}).encode(),
        json.dumps(GOOD | {"budget": 3}).encode(),
        json.dumps(GOOD | {"ballots": {"E1": ["P1"]}}).encode(),
        json.dumps(GOOD | {"chosen": "P1"}).encode(),
        json.dumps(GOOD | {"draw": {"commitment": "", "secret": "zz"}}).encode(),
        b" " * 20_000_001,
    ],
)
def test_a_file_that_is_no_outcome_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="Il file"):
        from_json(content)


def test_a_file_whose_election_cannot_be_counted_says_why() -> None:
    with pytest.raises(UnreadableFileError, match="compare due volte"):
        from_json(tampered("twice").encode())


@settings(max_examples=300)
@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner),
    ).map(lambda found: json.dumps(found).encode())
)
def test_whatever_is_read_either_is_an_outcome_or_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        from_json(content)
