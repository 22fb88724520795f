import base64
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.mailbox.formats.content import body_text, read_content, safe_name
from trama.mailbox.formats.headers import addresses, decode_words, parse_headers


def part(header: str, body: bytes = b"x") -> bytes:
    return header.encode() + b"\r\n\r\n" + body


def mixed(*parts: bytes, boundary: bytes = b"b") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, one) for one in parts)
    header = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n' % boundary
    return header + body + b"--%b--\r\n" % boundary


def names(raw: bytes) -> list[str]:
    return [one.name for one in read_content(raw).attachments]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="statuto.pdf"', "statuto.pdf"),
        ("Content-Disposition: attachment; filename=statuto.pdf", "statuto.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''atto%20%C3%A8.pdf", "atto è.pdf"),
        ("Content-Disposition: attachment; filename*=iso-8859-1'it'perch%E9.pdf", "perché.pdf"),
        (
            "Content-Disposition: attachment;\r\n filename*0*=utf-8''molto%20;\r\n"
            ' filename*1="lungo.pdf"',
            "molto lungo.pdf",
        ),
        ('Content-Type: application/pdf; name="=?utf-8?q?attivit=C3=A0.pdf?="', "attività.pdf"),
        ('Content-Type: application/pdf; name="a;b \\"c\\".pdf"', 'a;b "c".pdf'),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="C:\\\\Atti\\\\statuto.pdf"', "statuto.pdf"),
        ('Content-Disposition: attachment; filename=".."', "allegato-1.txt"),
        ("Content-Type: application/pdf", "allegato-1.pdf"),
        ('Content-Disposition: attachment; filename="gpj.\u202efdp.exe"', "gpj.fdp.exe"),
    ],
)
def test_a_name_is_read_in_every_dialect_and_made_safe(header: str, name: str) -> None:
    assert names(mixed(part(header))) == [name]


@given(st.text(max_size=300), st.integers(1, 500))
def test_no_name_leaves_its_folder(declared: str, position: int) -> None:
    name = safe_name(declared, "application/pdf", position)
    assert name
    assert not set(name) & set("/\\\0\r\n")
    assert not name.startswith(".")
    assert len(name.encode()) <= 255


def test_a_forwarded_message_is_kept_whole_and_its_documents_are_found() -> None:
    statute = part('Content-Disposition: attachment; filename="statuto.pdf"', b"atto")
    inner = mixed(statute, boundary=b"inner")
    found = read_content(mixed(part("Content-Type: message/rfc822", inner))).attachments
    assert [(one.name, one.content) for one in found] == [
        ("allegato-1.eml", inner),
        ("statuto.pdf", b"atto"),
    ]


def test_an_outlook_bundle_is_told_as_one_that_does_not_open() -> None:
    raw = mixed(part("Content-Type: application/ms-tnef; name=winmail.dat"))
    (bundle,) = read_content(raw).attachments
    assert "winmail.dat" in bundle.note


def test_an_encrypted_message_is_told_as_one_that_does_not_open() -> None:
    raw = part('Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"')
    (encrypted,) = read_content(raw).attachments
    assert "cifrato" in encrypted.note


def test_a_document_with_nothing_against_it_has_no_note() -> None:
    raw = mixed(part("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64", b"QUJD"))
    (document,) = read_content(raw).attachments
    assert (document.content, document.note) == (b"ABC", "")


def test_a_broken_encoding_is_told_and_what_reads_is_kept() -> None:
    raw = mixed(part("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", b"QUJDR"))
    (image,) = read_content(raw).attachments
    assert image.content == b"ABC"
    assert "incompleto" in image.note


def test_the_plain_text_is_preferred_to_the_page() -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content("Buongiorno, è la domanda.")
    message.add_alternative("<p>Altro</p>", subtype="html")
    assert body_text(message.as_bytes()) == "Buongiorno, è la domanda."


def test_a_page_alone_is_read_as_its_words() -> None:
    page = "<style>p{}</style><p>Buon&shy;giorno <b>a</b> tutti</p><script>x<1</script><p>1 &lt; 2"
    assert body_text(part("Content-Type: text/html", page.encode())).split() == [
        "Buon\xadgiorno", "a", "tutti", "1", "<", "2",
    ]  # fmt: skip


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "boh", "punycode", ""])
def test_a_text_is_read_whatever_its_charset_says(charset: str) -> None:
    encoding = charset if charset in {"utf-8", "iso-8859-1", "windows-1252"} else "utf-8"
    raw = part(f"Content-Type: text/plain; charset={charset}", "perché\0 sì".encode(encoding))
    assert body_text(raw) == "perché sì"


def test_a_text_without_end_is_cut_and_told() -> None:
    content = read_content(part("Content-Type: text/plain", b"a" * 600_000))
    assert len(content.text) == 500_000
    assert len(content.problems) == 1


def test_too_many_attachments_are_told() -> None:
    content = read_content(mixed(*[part("Content-Type: image/png")] * 600))
    assert len(content.attachments) == 500
    assert len(content.problems) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("semplice", "semplice"),
        ("=?iso-8859-1?Q?perch=E9_no?=", "perché no"),
        ("Re: =?utf-8?b?w6g=?= cosi", "Re: è cosi"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?=C3?=\t=?utf-8?q?=A8?=", "è"),
        ("=?utf-8?b?non-base64?=", None),
        ("=?boh?q?=C3=A8?=", "è"),
        ("2 =?= 3?", "2 =?= 3?"),
    ],
)
def test_a_header_is_decoded_or_left_as_it_is(value: str, text: str | None) -> None:
    assert text is None or decode_words(value) == text
    assert "\0" not in decode_words(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("anna@citta.example", ("anna@citta.example",)),
        ('"Per conto di: x@y.example" <Posta@Pec.example>', ("posta@pec.example",)),
        ('"<finto@x.example>" <vero@y.example>', ("vero@y.example",)),
        ("Per conto di: x@y.example <posta@pec.example>", ("posta@pec.example",)),
        ("a@x.example, b@y.example", ("a@x.example", "b@y.example")),
        ("(a@x.example) b@y.example", ("b@y.example",)),
        ('"aperto <a@x.example>', ()),
        ("nessuno", ()),
    ],
)
def test_addresses_are_read_without_their_names(value: str, expected: tuple[str, ...]) -> None:
    assert addresses([value]) == expected


def test_a_folded_header_is_one_and_a_mailbox_line_is_none() -> None:
    headers = parse_headers(b"From bruno Mon\r\nSubject: uno\r\n due\r\nSUBJECT: tre\r\n")
    assert headers.all("subject") == ["uno due", "tre"]
    assert headers.first("from") == ""


@given(st.binary(max_size=2000))
def test_base64_comes_back_whole(content: bytes) -> None:
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    header = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64"
    (document,) = read_content(mixed(part(header, encoded))).attachments
    assert document.content == content
