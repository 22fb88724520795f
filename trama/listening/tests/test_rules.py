"""Pure rules: words compared and cleaned, proofs, networks, small counts, cells of a sheet."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trama.ledger.formats.sheets.sheet import Sheet, UnreadableError
from trama.ledger.formats.sheets.text import read_csv
from trama.listening.rules import challenge as proof
from trama.listening.rules.few import FEW, shown
from trama.listening.rules.mail import is_automatic, words_of
from trama.listening.rules.paper import (
    MOST_PHONE,
    MOST_PLACE,
    MOST_ROWS,
    MOST_WORDS,
    CodeLists,
    read_round,
)
from trama.listening.rules.receipts import receipt_of, signal_of
from trama.listening.rules.sources import network_of, source_key
from trama.listening.rules.words import cleaned, fingerprint
from trama.mailbox.formats.headers import parse_headers

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LISTS = CodeLists({"casa": "housing"}, {"baggio": 7, "nil55": 7})


# ---------------------------------------------------------------- words


@given(st.text())
def test_cleaning_twice_changes_nothing_more_and_leaves_no_unseen_sign(text: str) -> None:
    once = cleaned(text, most=500)
    assert cleaned(once, most=500) == once
    assert len(once) <= 500
    assert "\x00" not in once
    assert "\u202e" not in once


def test_markup_stays_the_characters_it_is_made_of() -> None:
    assert cleaned("<script>alert(1)</script> &amp;", most=99) == "<script>alert(1)</script> &amp;"


def test_texts_that_differ_in_case_accents_and_signs_have_one_fingerprint() -> None:
    assert fingerprint("Manca  la LUCE, perché?") == fingerprint("manca la luce perche")
    assert fingerprint("manca la luce") != fingerprint("manca la voce")
    assert fingerprint("!!!") != fingerprint("???")


# ---------------------------------------------------------------- proof of work


@given(st.integers(0, 10), st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=40))
def test_a_challenge_is_read_back_for_its_own_form_alone(bits: int, form: str) -> None:
    made = proof.make(form, bits=bits, at=NOW)
    read = proof.read(made.token, form=form, at=NOW + timedelta(minutes=5))
    assert read is not None
    assert (read.nonce, read.bits, read.form) == (made.nonce, bits, form)
    assert proof.read(made.token, form=f"{form}x", at=NOW) is None


def test_a_challenge_is_good_for_two_hours_and_not_before_it_was_made() -> None:
    made = proof.make("", bits=8, at=NOW)
    assert proof.read(made.token, form="", at=NOW + proof.LIFE) is not None
    assert proof.read(made.token, form="", at=NOW + proof.LIFE + timedelta(seconds=1)) is None
    assert proof.read(made.token, form="", at=NOW - timedelta(seconds=1)) is None


@given(st.text(max_size=80))
def test_what_we_did_not_sign_is_no_challenge(text: str) -> None:
    assert proof.read(text, form="", at=NOW) is None


def test_a_changed_challenge_is_none() -> None:
    token = proof.make("", bits=18, at=NOW).token
    other = "B" if token[0] == "A" else "A"
    assert proof.read(f"{other}{token[1:]}", form="", at=NOW) is None
    assert proof.read(token[:-1], form="", at=NOW) is None


@given(st.text(max_size=20))
def test_only_the_digits_that_solve_it_solve_it(answer: str) -> None:
    made = proof.make("", bits=12, at=NOW)
    found = proof.solve(made)
    assume(answer != found)
    assert made.is_solved_by(found)
    assert not made.is_solved_by(f" {found}")
    if not (answer.isascii() and answer.isdigit()):
        assert not made.is_solved_by(answer)


def test_the_more_arrive_the_harder_it_is() -> None:
    bits = [proof.bits_for(count) for count in (0, 59, 60, 599, 600, 2999, 3000, 100_000)]
    assert bits == [13, 13, 15, 15, 16, 16, 18, 18]


# ---------------------------------------------------------------- where they come from


def test_neighbours_of_a_network_are_one_source_and_others_are_not() -> None:
    assert network_of("192.0.2.7") == network_of("192.0.2.250") == "192.0.2.0/24"
    assert network_of("::ffff:192.0.2.7") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2::3") == network_of("2001:db8:1:ffff::9")
    assert network_of("2001:db8:1::") != network_of("2001:db8:2::")


def test_the_key_of_the_day_hides_the_network() -> None:
    today, tomorrow = source_key("192.0.2.7", "oggi"), source_key("192.0.2.7", "domani")
    assert today == source_key("192.0.2.9", "oggi")
    assert today != tomorrow


@given(st.uuids())
def test_a_receipt_leads_to_its_signal_and_no_other_text_does(uid: UUID) -> None:
    receipt = receipt_of(uid)
    assert signal_of(receipt) == uid
    assert signal_of(f"{receipt}x") is None
    assert signal_of(str(uid)) is None


# ---------------------------------------------------------------- small counts


@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_count_under_five_is_shown_and_every_list_adds_up(counts: list[int]) -> None:
    found = shown(list(enumerate(counts)))
    assert all(count >= FEW for _thing, count in found.rows)
    assert found.rest is None or found.rest >= FEW
    if found.rows or found.rest:
        assert found.total == sum(counts)


def test_a_single_small_one_is_not_told_by_difference() -> None:
    found = shown([("a", 30), ("b", 7), ("c", 2)])
    assert found.rows == [("a", 30)]
    assert found.rest == 9


def test_small_ones_that_are_five_together_need_no_company() -> None:
    found = shown([("a", 30), ("b", 3), ("c", 2)])
    assert (found.rows, found.rest) == ([("a", 30)], 5)


# ---------------------------------------------------------------- mail


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "List-Id: <x.y>",
        "Return-Path: <>",
        "Content-Type: multipart/report; boundary=x",
    ],
)
def test_what_nobody_wrote_is_no_signal(line: str) -> None:
    assert is_automatic(parse_headers(f"Subject: Fuori sede\r\n{line}".encode()))


def test_what_a_person_writes_is_one_with_its_subject() -> None:
    assert not is_automatic(parse_headers(b"Subject: ciao\r\nAuto-Submitted: no"))
    assert words_of("Manca la luce", "In via Larga.") == "Manca la luce\n\nIn via Larga."
    assert words_of("Manca la luce", "Manca la luce in via Larga.") == "Manca la luce in via Larga."


# ---------------------------------------------------------------- a sheet from paper


def test_each_wrong_cell_is_told_by_row_and_column_and_keeps_its_row_out() -> None:
    sheet = read_csv(
        b"parole;tema;zona;email\n"
        b"Manca la luce;casa;Baggio;ada@posta.example\n"
        b";casa;;\n"
        b"Manca il verde;boh;Atlantide;nessuno\n"
    )
    lines = list(read_round(sheet, LISTS))
    assert lines[0].facts["zone"] == 7
    assert lines[0].facts["theme"] == "housing"
    assert [line.wrong == [] for line in lines] == [True, False, False]
    told = Counter(remark.column for line in lines for remark in line.wrong)
    assert told == {"parole": 1, "tema": 1, "zona": 1, "email": 1}
    assert all(len(remark.value) <= 4 for line in lines for remark in line.wrong)


def test_a_sheet_without_words_is_no_paper_round() -> None:
    with pytest.raises(UnreadableError, match="parole"):
        list(read_round(read_csv(b"tema;zona\ncasa;Baggio\n"), LISTS))


@pytest.mark.parametrize(
    ("column", "most"), [("parole", MOST_WORDS), ("luogo", MOST_PLACE), ("telefono", MOST_PHONE)]
)
def test_a_cell_as_long_as_it_may_be_is_taken_and_a_longer_one_is_not(
    column: str, most: int
) -> None:
    def told(length: int) -> list[str]:
        cells = {"parole": "Manca la luce", "luogo": "", "telefono": "", column: "a" * length}
        rows = f"{';'.join(cells)}\n{';'.join(cells.values())}\n"
        (line,) = read_round(read_csv(rows.encode()), LISTS)
        return [remark.column for remark in line.wrong]

    assert told(most) == []
    assert told(most + 1) == [column]


def test_a_cell_beyond_the_last_column_keeps_its_row_out() -> None:
    (line,) = read_round(read_csv("parole;tema\nManca la luce;casa;però\n".encode()), LISTS)
    assert [(remark.row, remark.column) for remark in line.wrong] == [(2, "")]


def test_a_sheet_of_too_many_rows_is_divided_by_whoever_brings_it() -> None:
    def sheet(rows: int) -> Sheet:
        return read_csv(("parole\n" + "Manca la luce\n" * rows).encode())

    assert len(list(read_round(sheet(MOST_ROWS), LISTS))) == MOST_ROWS
    with pytest.raises(UnreadableError, match="2000"):
        list(read_round(sheet(MOST_ROWS + 1), LISTS))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters='";\r\n'), max_size=30)))
def test_any_cell_is_taken_or_refused_with_a_sentence(cells: list[str]) -> None:
    rows = "".join(f'"{cell}";"{cell}"\n' for cell in cells)
    for line in read_round(read_csv(f"parole;zona\n{rows}".encode()), LISTS):
        assert bool(line.wrong) or line.facts["words"]
