from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.mailbox.formats.daticert import parse_daticert

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="accettazione" errore="nessuno">
  <intestazione>
    <mittente>ilponte@postafinta.example</mittente>
    <destinatari tipo="certificato">citta@pec.example</destinatari>
    <destinatari tipo="esterno">altri@posta.example</destinatari>
    <destinatari>senza@pec.example</destinatari>
    <risposte>ilponte@postafinta.example</risposte>
    <oggetto>Domanda è &lt;urgente&gt;</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Posta Finta</gestore-emittente>
    <data zona="+0200"><giorno>15/05/2023</giorno><ora>12:00:00</ora></data>
    <identificativo>opec1@postafinta.example</identificativo>
  </dati>
</postacert>"""


def certified_at(day: str, time: str, zone: str) -> datetime | None:
    text = WHOLE.replace("15/05/2023", day).replace("12:00:00", time).replace("+0200", zone)
    data, _problems = parse_daticert(text.encode())
    assert data is not None
    return data.certified_at


def test_a_whole_file_is_read_without_problems() -> None:
    data, problems = parse_daticert(WHOLE.encode())
    assert problems == []
    assert data is not None
    assert data.oggetto == "Domanda è <urgente>"
    assert [one.certified for one in data.destinatari] == [True, False, True]
    assert data.certified_at == datetime(2023, 5, 15, 10, 0, tzinfo=UTC)


def test_what_is_missing_is_told_and_the_rest_is_read() -> None:
    data, problems = parse_daticert(b"<postacert tipo='accettazione'><dati/></postacert>")
    assert data is not None
    assert (data.tipo, data.errore, data.certified_at) == ("accettazione", "nessuno", None)
    assert any("intestazione" in problem for problem in problems)
    assert any("data e ora" in problem for problem in problems)


def test_text_out_of_place_is_told() -> None:
    data, problems = parse_daticert(WHOLE.replace("</risposte>", "</risposte>a").encode())
    assert data is not None
    assert ["«a»" in problem for problem in problems] == [True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<xml/>",
        b"<postacert",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='punycode'?><postacert/>",
        b"<postacert>" + b"x" * 3_000_000 + b"</postacert>",
    ],
)
def test_another_document_is_refused_with_a_sentence(content: bytes) -> None:
    data, problems = parse_daticert(content)
    assert data is None
    assert len(problems) == 1


def test_a_bomb_of_entities_is_refused() -> None:
    bomb = '<!DOCTYPE postacert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    text = WHOLE.replace("<postacert", bomb + "<postacert", 1).replace("Domanda", "&b;")
    assert parse_daticert(text.encode())[0] is None


def test_a_plain_doctype_is_harmless() -> None:
    doctype = '<!DOCTYPE postacert SYSTEM "daticert.dtd">'
    text = WHOLE.replace("<postacert", doctype + "<postacert", 1)
    assert parse_daticert(text.encode())[0] is not None


@pytest.mark.parametrize(
    ("day", "time", "zone"),
    [
        ("31/02/2023", "12:00:00", "+0200"),
        ("2023-05-15", "12:00:00", "+0200"),
        ("15/05/2023", "24:00:00", "+0200"),
        ("15/05/2023", "12:00:61", "+0200"),
        ("15/05/2023", "12:00", "+0200"),
        ("15/05/2023", "12:00:00", "CEST"),
        ("15/05/2023", "12:00:00", "+2500"),
        ("15/05/0000", "12:00:00", "+0200"),
        ("٠٥/05/2023", "12:00:00", "+0200"),
    ],
)
def test_an_instant_that_does_not_read_is_none(day: str, time: str, zone: str) -> None:
    assert certified_at(day, time, zone) is None


def test_a_leap_second_is_the_next_second() -> None:
    assert certified_at("31/12/2016", "23:59:60", "+0000") == datetime(2017, 1, 1, tzinfo=UTC)


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9998, 12, 30)).map(lambda d: d.replace(microsecond=0)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_every_instant_and_offset_is_read_back(local: datetime, minutes: int) -> None:
    sign, away = "-" if minutes < 0 else "+", abs(minutes)
    zone = f"{sign}{away // 60:02}{away % 60:02}"
    day = f"{local.day:02}/{local.month:02}/{local.year:04}"
    expected = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert certified_at(day, f"{local:%H:%M:%S}", zone) == expected


@given(st.binary(max_size=300))
def test_no_content_makes_it_fail(content: bytes) -> None:
    data, problems = parse_daticert(content)
    assert data is not None or problems
