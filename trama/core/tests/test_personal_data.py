import string
from datetime import date, time
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.it import codicefiscale

from trama.core.personal_data import findings

MONTHS = "ABCDEHLMPRST"
OMOCODIA = dict(zip(string.digits, "LMNPQRSTUV", strict=True))
letters = st.text(string.ascii_uppercase, min_size=3, max_size=3)
two_digits = st.integers(0, 99).map("{:02d}".format)
three_digits = st.integers(0, 999).map("{:03d}".format)


@st.composite
def fiscal_codes(draw: st.DrawFn) -> str:
    """Well formed, with its check letter; now and then a namesake's, letters for digits."""
    stem = (
        draw(letters)
        + draw(letters)
        + draw(two_digits)
        + draw(st.sampled_from(MONTHS))
        + draw(two_digits)
        + draw(st.sampled_from(string.ascii_uppercase))
        + draw(three_digits)
    )
    swapped = draw(st.sets(st.sampled_from([6, 7, 9, 10, 12, 13, 14]), max_size=2))
    stem = "".join(OMOCODIA[sign] if at in swapped else sign for at, sign in enumerate(stem))
    return stem + codicefiscale.calc_check_digit(stem)


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in findings(text)]


@given(fiscal_codes(), st.booleans())
@example("RSSMRA80A01F205X", False)
@example("RSSMRAULALMFNLRX", True)
def test_a_fiscal_code_is_found_wherever_it_stands(code: str, lower: bool) -> None:
    written = code.lower() if lower else code
    text = f"La mamma ({written}), chiede un posto."
    found = findings(text)
    if sum(sign.isdigit() for sign in code) > 3 or _has_its_letter(code):
        assert [finding.kind for finding in found] == ["codice_fiscale"]
        assert text[found[0].start : found[0].end] == written


def _has_its_letter(code: str) -> bool:
    return bool(codicefiscale.calc_check_digit(code[:-1]) == code[-1])


@given(fiscal_codes(), st.sampled_from([" ", "-", "."]))
def test_a_fiscal_code_in_groups_is_found(code: str, gap: str) -> None:
    written = gap.join([code[:3], code[3:6], code[6:11], code[11:]])
    assert kinds(f"codice: {written}") == ["codice_fiscale"]


def test_a_fiscal_code_with_a_slip_is_found_all_the_same() -> None:
    assert kinds("RSSMRA80A01F205Z") == ["codice_fiscale"]


def test_it_says_what_it_looks_like() -> None:
    [finding] = findings("Per RSSMRA80A01F205X")
    assert finding.words == "«RSSMRA80A01F205X» sembra un codice fiscale: toglilo."
    assert finding.is_forbidden
    assert finding.masked == "RSS…"


@pytest.mark.parametrize(
    "account",
    [
        "IT60X0542811101000000123456",
        "it60x0542811101000000123456",
        "IT60 X054 2811 1010 0000 0123 456",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_a_bank_account_is_found_and_no_word_after_it(account: str) -> None:
    text = f"Donazioni su {account} intestato al comitato"
    [finding] = findings(text)
    assert (finding.kind, finding.text) == ("iban", account)


def test_what_only_begins_like_an_account_is_not_one() -> None:
    assert kinds("IT60X0542811101000000123457") == []
    assert kinds("si 12 bambini e 34 ragazzi aspettano") == []


@pytest.mark.parametrize(
    "number",
    [
        "347 1234567",
        "3471234567",
        "347.123.4567",
        "347/1234567",
        "+39 347 12 34 567",
        "0039 3471234567",
        "02 12345678",
        "02-1234.5678",
        "0212345678",
        "+39 02 8844 1234",
        "0362 123456",
        "(02) 12345678",
    ],
)
def test_a_telephone_is_found(number: str) -> None:
    assert kinds(f"Chiama Marta al {number} dopo le 17.") == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "dal 2024 al 2026, 1.200 persone",
        "costa 350.000.000 euro, non 12.500,00 €",
        "320 000 000 €",
        "via Padova 36/8, 20127 Milano",
        "aperto 08.30-12.30 e 14:30-18:00",
        "dalle 09:00 alle 13:00, sabato 09.30/12.00",
        "entro il 01/02/2024 o il 03-12-2026 o il 05.06.2026",
        "bambini 0-6 anni, 03-05 anni, 11 e 14",
        "il 0,25% di 0.123456789",
        "P. IVA 01234567897",
        "codice fiscale dell’ente 97123456783",
        "delibera n. 99 del 19/12/2022, Reg. UE 2016/679",
        "numero verde 800 123 456, o 112",
        "NIL 57, Municipio 7, 31 342 abitanti",
        "protocollo 0012345.2024",
        "coordinate 45.458984, 9.189198",
        "scala A - 4 piano; solo su appuntamento",
    ],
)
def test_years_prices_postcodes_hours_are_no_data_of_a_person(text: str) -> None:
    assert kinds(text) == []


@given(
    st.dates(),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %m %Y", "%d/%m/%y"]),
)
def test_no_date_is_a_telephone(day: date, form: str) -> None:
    assert kinds(f"dal {day:{form}} in poi") == []


@given(st.times(), st.times(), st.sampled_from([".", ":"]), st.sampled_from(["-", " - ", "/"]))
def test_no_opening_hours_are_a_telephone(opens: time, closes: time, dot: str, dash: str) -> None:
    form = f"%H{dot}%M"
    assert kinds(f"lunedì {opens:{form}}{dash}{closes:{form}}, venerdì") == []


@given(st.integers(0, 999_999_999), st.sampled_from([" €", " euro", "€"]))
def test_no_price_is_a_telephone(amount: int, currency: str) -> None:
    written = f"{amount:,}".replace(",", ".")
    assert kinds(f"Servono {written}{currency} all’anno") == []
    assert kinds(f"Servono {written},50{currency} all’anno") == []


@given(st.integers(10_000, 99_999), st.integers(1, 999))
def test_no_postcode_is_a_telephone(postcode: int, number: int) -> None:
    assert kinds(f"via Larga {number}, {postcode} Milano") == []


@given(st.text(max_size=300))
def test_any_text_is_read_and_what_is_found_is_there(text: str) -> None:
    last = 0
    for finding in findings(text):
        assert text[finding.start : finding.end] == finding.text
        assert finding.start >= last
        last = finding.end


def test_an_address_of_mail_is_found_but_not_forbidden() -> None:
    [finding] = findings("Scrivi a marta.rossi+aiuto@posta.example.")
    assert finding.text == "marta.rossi+aiuto@posta.example"
    assert not finding.is_forbidden


@pytest.mark.parametrize("text", ["a" * 100_000, "a.b-" * 25_000, "a@" * 50_000, "@a." * 30_000])
def test_a_long_text_without_an_address_is_read_in_no_time(text: str) -> None:
    started = process_time()
    assert findings(text) == []
    assert process_time() - started < 2
