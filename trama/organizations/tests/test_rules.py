import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.ledger.formats.sheets.sheet import Row, Sheet
from trama.organizations.rules.codes import body_code_problem
from trama.organizations.rules.listing import Known, Plan, plan_of
from trama.organizations.rules.names import (
    CLOSEST,
    are_near,
    broken_word,
    name_problem,
    near_pairs,
    vocabulary,
)
from trama.organizations.tests.factories import fiscal_code

ONE, TWO, THREE = (fiscal_code(n) for n in (1, 2, 3))
COLUMNS = ("codice_fiscale", "denominazione", "nome_comune")


def planned(*rows: tuple[str, str], known: dict[str, Known] | None = None) -> Plan:
    made = [
        Row(n, {"codice_fiscale": code, "denominazione": name, "nome_comune": "MILANO"})
        for n, (code, name) in enumerate(rows, start=2)
    ]
    return plan_of(Sheet(COLUMNS, made), known or {})


@given(number=st.integers(0, 9_999_999))
def test_every_invented_code_is_valid_and_any_wrong_check_digit_is_not(number: int) -> None:
    code = fiscal_code(number)
    assert body_code_problem(code) == ""
    for digit in set("0123456789") - {code[-1]}:
        assert "cifra di controllo" in body_code_problem(code[:-1] + digit)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "Manca"),
        ("7636600962", "zeri"),
        ("0000000000", "zeri"),
        ("00000000000", "controllo"),
        ("1234", "4 cifre"),
        ("9990000001X", "altro"),
        ("٩٩٩٠٠٠٠٠٠١٠", "altro"),
        ("RSSMRA85T10A562S", "persona"),
        ("rssmra85t10a562s", "persona"),
        ("RSSMRA85T10A562X", "altro"),
    ],
)
def test_a_code_that_is_not_a_bodys_is_refused_with_its_reason(code: str, says: str) -> None:
    assert says in body_code_problem(code)


@given(text=st.text(max_size=40))
def test_any_text_gets_a_sentence_or_nothing(text: str) -> None:
    assert isinstance(body_code_problem(text), str)
    assert isinstance(name_problem(text), str)


@pytest.mark.parametrize(
    "name", ["ASSOCIAZIONE PSYCH?", "ARG\ufffdT", "A\x00B", "...", "", "x" * 301]
)
def test_a_name_that_lost_something_is_refused(name: str) -> None:
    assert name_problem(name)


def test_a_code_repeated_with_another_name_is_refused_and_points_to_the_first_row() -> None:
    plan = planned((ONE, "Uno"), (TWO, "Due"), (ONE, "Uno diverso"))
    assert [entry.code for entry in plan.created] == [ONE, TWO]
    (refusal,) = plan.refused
    assert (refusal.row, refusal.column, refusal.value) == (4, "codice_fiscale", ONE)
    assert "riga 2" in refusal.reason
    assert "«Uno»" in refusal.reason


def test_a_code_repeated_with_the_same_name_changes_nothing() -> None:
    plan = planned((ONE, "Uno"), (ONE, "Uno"))
    assert (len(plan.created), plan.unchanged, plan.refused) == (1, 1, [])


def test_two_codes_with_one_name_are_two_bodies_for_a_person_to_look_at() -> None:
    plan = planned((ONE, "Pandora"), (TWO, "PANDORA"))
    assert (len(plan.created), plan.refused) == (2, [])
    assert [(d.row, d.column) for d in plan.doubts] == [(3, "denominazione")]


def test_a_listed_body_is_updated_and_a_curated_one_is_not() -> None:
    rows = (ONE, "Nome nuovo"), (TWO, "Nome nuovo"), (THREE, "IL NOME DI SEMPRE")
    known = {
        ONE: Known("Nome vecchio", "MILANO", curated=False),
        TWO: Known("Nome vecchio", "Milano", curated=True),
        THREE: Known("Il nome di sempre", "Milano", curated=True),
    }
    plan = planned(*rows, known=known)
    assert [entry.code for entry in plan.updated] == [ONE]
    assert [refusal.row for refusal in plan.refused] == [3]
    assert "curata dall’ente" in plan.refused[0].reason
    assert plan.unchanged == 1


def test_a_row_with_more_cells_than_titles_is_refused() -> None:
    row = Row(2, {"codice_fiscale": ONE, "denominazione": "A"}, surplus="B")
    plan = plan_of(Sheet(COLUMNS[:2], [row]), {})
    assert "più celle" in plan.refused[0].reason


def test_a_merged_code_is_refused_and_not_copied_down() -> None:
    row = Row(3, {"codice_fiscale": "", "denominazione": "A"}, merged=frozenset({"codice_fiscale"}))
    assert "unita" in plan_of(Sheet(COLUMNS[:2], [row]), {}).refused[0].reason


def test_a_broken_word_is_told_and_the_name_stays() -> None:
    others = ["ENTE DI PROMOZIONE", "PROMOZIONE DEL LIBRO", "PRO LOCO"]
    name = "ENTE DI PROM OZIONE SOCIALE"
    assert broken_word(name, vocabulary([*others, name])) == "PROM OZIONE"
    assert broken_word("ENTE DI PROMOZIONE", vocabulary(others)) == ""


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        ("metamorfosi societa' cooperativa sociale", "metamorfosi soc. coop. sociale", True),
        ("la corte dei gelsi aps", "corte dei gelsi - associazione di promozione sociale", True),
        ("amici del sorriso odv", "amici del sorrizo odv", True),
        ("ares associazione sportiva", "artemente associazione sportiva", False),
        ("sana societa' cooperativa sociale", "pepita societa' cooperativa sociale", False),
        ("associazione milano", "associazione milano", True),
        ("gruppo scout milano 1", "gruppo scout milano 34", False),
        ("", "", False),
    ],
)  # fmt: skip
def test_names_are_near_for_what_they_have_of_their_own(
    first: str, second: str, near: bool
) -> None:
    assert are_near(first, second) is near


WORDS = st.sampled_from(["gelsi", "gelso", "corte", "cortile", "pane", "scale", "aps", "di"])
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=9)


@given(names=NAMES, data=st.data())
def test_the_short_way_finds_the_pairs_that_comparing_all_would_find(
    names: list[str], data: st.DataObject
) -> None:
    keys = dict(enumerate(names))
    fresh = data.draw(st.sets(st.sampled_from(sorted(keys)))) if keys else set()
    expected = {
        (a, b)
        for a, b in itertools.combinations(keys, 2)
        if {a, b} & fresh and are_near(keys[a], keys[b])
    }
    assert near_pairs(keys, fresh) == expected


def test_of_a_hundred_equal_names_only_the_closest_few_are_shown_beside_each() -> None:
    keys = dict.fromkeys(range(100), "la corte dei gelsi")
    assert len(near_pairs(keys, {0})) == CLOSEST
