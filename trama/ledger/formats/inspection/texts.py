"""Plain text, XML and messages: what has no picture, only words."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import IO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

from trama.ledger.formats.inspection.report import MAX_TEXT, Refusal, Report

MAX_PARTS = 1_000  # of a message
MAX_ELEMENTS = 5_000_000
MAX_XML_DEPTH = 256
LINE_ENDS_AFTER = {"p", "h", "si", "tr"}
# What a browser would run: it is text, and yet no document.
ACTIVE_ROOTS = {"html", "svg", "hta"}

_HEADER = re.compile(rb"(?im)^(from|to|subject|date|message-id|received|mime-version):")
_FIRST_LINE = re.compile(rb"(?i)^(from |[a-z][a-z0-9-]*:)")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(rb"(?i)^\s*<(!doctype html|html|svg|script|hta)")


def kind_of(head: bytes) -> str:
    """The kind of a file that no magic number tells; empty when it is none of these."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if _BINARY.search(text) or _MARKUP.match(text) or text.startswith(b"{\\rtf"):
        return ""
    headers = text.split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
    if _FIRST_LINE.match(text) and len(_HEADER.findall(headers)) >= 2:
        return "message/rfc822"
    return "application/xml" if text.lstrip().startswith(b"<?xml") else "text/plain"


def examine_text(path: Path, folder: Path, report: Report) -> None:
    content = path.read_bytes()
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and _BINARY.search(content):
        raise Refusal("unknown")
    report.text = _decoded(content)[:MAX_TEXT]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def examine_message(path: Path, folder: Path, report: Report) -> None:
    """A message (.eml): its parts counted, its plain words shown, its attachments noted."""
    with path.open("rb") as file:
        message = BytesParser(policy=default).parse(file)
    for count, part in enumerate(message.walk(), start=1):
        if count > MAX_PARTS:
            raise Refusal("too_many_entries", limit=MAX_PARTS)
        if part.get_content_disposition() == "attachment" or part.get_filename():
            report.note("attachments")
        if part.get_content_type() in {
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
        }:
            report.note("signed")
    report.media_type = "message/rfc822"
    report.text = _message_text(message)[:MAX_TEXT]


def _message_text(message: EmailMessage) -> str:
    shown = [
        f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]
    ]
    body = message.get_body(("plain",))
    if body is not None:
        content = body.get_content()
        shown += ["", content if isinstance(content, str) else ""]
    return "\n".join(shown)


def examine_xml(path: Path, folder: Path, report: Report) -> None:
    with path.open("rb") as file:
        report.text = words_of(file)[:MAX_TEXT]
    report.media_type = "application/xml"


def words_of(file: IO[bytes]) -> str:
    """The words of an XML file in reading order. No entity is expanded, nothing is fetched."""
    handler = _Words()
    try:
        parse(file, handler)
    except DefusedXmlException:
        raise Refusal("entities") from None
    except SAXParseException:
        raise Refusal("broken") from None
    return "".join(handler.words).strip()


class _Words(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._length = self._elements = self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's own name
        local = name.rsplit(":", 1)[-1].lower()
        if not self._elements and local in ACTIVE_ROOTS:
            raise Refusal("unknown")
        self._elements += 1
        self._depth += 1
        if self._depth > MAX_XML_DEPTH or self._elements > MAX_ELEMENTS:
            raise Refusal("too_deep")

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's own name
        self._depth -= 1
        if name.rsplit(":", 1)[-1] in LINE_ENDS_AFTER:
            self.characters("\n")

    def characters(self, content: str) -> None:
        if self._length < MAX_TEXT:
            self.words.append(content)
            self._length += len(content)
