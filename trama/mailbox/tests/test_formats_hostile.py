"""Nothing that arrives may stop the reader: arbitrary bytes, damaged samples, bombs, in time."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.mailbox.formats.compose import Document, Letter, receipt, transport_envelope
from trama.mailbox.formats.content import read_content
from trama.mailbox.formats.envelope import KINDS, RECEIPTS, read_message
from trama.mailbox.formats.mime import MAX_PARTS, read_mime

from .pec_factory import AT, acceptance, envelope, provider

# Pieces that steer the reader into its corners more often than plain bytes would.
PIECES = st.lists(
    st.sampled_from(
        [
            b"X-Ricevuta: accettazione\r\n",
            b"X-Trasporto: posta-certificata\r\n",
            b"Content-Type: multipart/signed; boundary=b\r\n",
            b"Content-Type: multipart/mixed; boundary=b\r\n",
            b"Content-Type: message/rfc822\r\n",
            b"Content-Type: text/html; charset=utf-7\r\n",
            b"Content-Disposition: attachment; filename*0*=x'y'%zz; filename*9999=\r\n",
            b'Content-Type: application/xml; name="daticert.xml"\r\n',
            b"Content-Transfer-Encoding: base64\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"Subject: =?utf-8?q?=?= =?\r\n",
            b"\r\n",
            b"\n",
            b"\r",
            b"--b\r\n",
            b"--b--\r\n",
            b"--b",
            b"<postacert>",
            b"\x00\xff",
        ]
    )
    | st.binary(max_size=12),
    max_size=40,
).map(b"".join)


def survive(raw: bytes) -> None:
    message = read_message(raw)
    assert message.kind in KINDS
    content = read_content(message.original or b"")
    shown = [message.subject, content.text, content.subject, *message.problems]
    for text in [*shown, *(one.name for one in content.attachments)]:
        assert "\0" not in text
        assert text.encode() or text == ""  # no lone surrogate: a database can keep it


@settings(deadline=None)
@given(st.binary(max_size=2000) | PIECES)
def test_any_bytes_are_read(raw: bytes) -> None:
    survive(raw)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([envelope, acceptance]), st.data())
def test_a_message_cut_or_damaged_anywhere_is_read(
    make: Callable[[], bytes], data: st.DataObject
) -> None:
    raw = make()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    survive(raw[:start])
    survive(raw[:start] + data.draw(st.binary(max_size=30)) + raw[end:])


HOSTILE = {
    "deep nesting": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    ),
    "messages in messages": b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 100_000,
    "a huge header": b"Subject: " + b"x" * 5_000_000 + b"\r\n\r\n",
    "many headers": b"A: b\r\n" * 500_000,
    "unclosed quotes": b'From: "\\"' * 50_000,
    "unclosed tags": b"Content-Type: text/html\r\n\r\n" + b"<a " * 200_000,
    "unclosed comments": b"Content-Type: text/html\r\n\r\n" + b"<!--" * 100_000,
    "semicolons": b'Content-Type: a/b; name="' + b";" * 200_000 + b"\r\n\r\n",
    "a quadratic charset": b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"b9" * 240_000,
    "empty lines": b"\n" * 5_000_000,
    "hostile parameters": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + (b'--b\r\nContent-Type: x/y; name="' + b";" * 7_000 + b"\r\n\r\nx\r\n") * 200,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_bomb_is_read_in_seconds(case: str) -> None:
    begin = time.perf_counter()
    survive(HOSTILE[case])
    assert time.perf_counter() - begin < 10  # most take hundredths; quadratic ones take minutes


def test_what_exceeds_the_limits_is_told() -> None:
    for case in ("deep nesting", "many parts", "a huge header"):
        assert read_message(HOSTILE[case]).problems, case


def test_parts_up_to_the_limit_are_read_without_complaint() -> None:
    body = b"--b\r\n\r\nx\r\n" * MAX_PARTS + b"--b--\r\n"
    root, problems = read_mime(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body)
    assert (len(root.children), problems) == (MAX_PARTS, [])


def test_a_delimiter_that_continues_is_not_one() -> None:
    body = b"--b\r\n\r\nuno\r\n--bc\r\ndue\r\n--b--\r\n"
    root, _problems = read_mime(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body)
    assert [child.content for child in root.children] == [b"uno\r\n--bc\r\ndue"]


# ------------------------------------------------------------------ written, then read

WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["C", "Z"]),
    min_size=1,
    max_size=30,
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ADDRESSES = st.from_regex(r"[a-z0-9]{1,12}@[a-z0-9]{1,12}\.example", fullmatch=True)
DOCUMENTS = st.builds(
    Document,
    WORDS.filter(lambda word: not set(word) & set("/\\.")).map(lambda word: f"a{word}.pdf"),
    st.binary(max_size=200),
)
LETTERS = st.builds(
    Letter,
    sender=ADDRESSES,
    recipients=st.lists(ADDRESSES, min_size=1, max_size=4).map(tuple),
    subject=SENTENCES.filter(lambda text: "=?" not in text),
    body=SENTENCES,
    documents=st.lists(DOCUMENTS, max_size=3).map(tuple),
)


@settings(deadline=None)
@given(LETTERS, st.sampled_from(["posta-certificata", *RECEIPTS]))
def test_what_is_written_is_read_back(letter: Letter, kind: str) -> None:
    if kind == "posta-certificata":
        message = read_message(transport_envelope(provider(), letter, AT))
        assert message.text == letter.body.strip()
        found = [(one.name, one.content) for one in message.attachments()]
        assert found == [
            (unicodedata.normalize("NFC", one.name), one.content) for one in letter.documents
        ]
    else:
        message = read_message(receipt(provider(), kind, letter, AT))
    assert (message.kind, message.problems) == (kind, [])
    data = message.daticert
    assert data is not None
    assert (data.mittente, data.oggetto) == (letter.sender, " ".join(letter.subject.split()))
    assert tuple(one.address for one in data.destinatari) == letter.recipients
    assert message.subject.endswith(letter.subject)
    assert data.certified_at == AT
