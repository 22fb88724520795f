"""The message a person wrote: its text and its attachments, each with a name safe to show.

Nothing is opened here: what an attachment really is, others judge by its content.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

from .headers import addresses, decode_text
from .mime import Part, read_mime

MAX_ATTACHMENTS = 500
MAX_NESTED_MESSAGES = 4
MAX_TEXT_BYTES = 500_000
MAX_HTML_BYTES = 100_000
MAX_NAME_BYTES = 180

MESSAGE_TYPES = {"message/rfc822", "message/global"}
EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/pkcs7-mime": ".p7m",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
}
TAG = re.compile(r"(<[^<>]*>)")
TAG_NAME = re.compile(r"<(/?)\s*([\w!?-]+)")
HIDDEN_TAGS = {"head", "script", "style", "title"}
BLOCK_TAGS = {"br", "div", "h1", "h2", "h3", "h4", "li", "p", "table", "td", "tr"}


@dataclass(frozen=True)
class Attachment:
    """A document enclosed: its name without folders, the type its sender declares, its bytes.

    `note` says, for people, why the bytes will not serve: an Outlook bundle, an encrypted
    message, a broken encoding. It is empty when nothing is known against them.
    """

    name: str
    declared_type: str
    content: bytes
    note: str = ""


@dataclass
class Content:
    """What a message carries. `senders` are the addresses of `From:`, lower case."""

    senders: tuple[str, ...] = ()
    message_id: str = ""
    subject: str = ""
    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def read_content(original: bytes) -> Content:
    """Text and attachments of a message. A message enclosed in it (a forward) is an attachment
    and so is what it encloses: people forward the documents they were sent. Never raises."""
    content = Content()
    texts, pages = _collect(original, content, nested=0)
    if not texts:
        texts = [_text_of_html(page) for page in pages]
    content.text = "\n\n".join(text.strip() for text in texts if text.strip())
    return content


def attachments(original: bytes) -> list[Attachment]:
    """The attachments alone."""
    return read_content(original).attachments


def body_text(original: bytes) -> str:
    """The text alone."""
    return read_content(original).text


def _collect(message: bytes, content: Content, nested: int) -> tuple[list[str], list[str]]:
    """Adds a message's attachments to `content`; returns its plain texts and its HTML pages."""
    root, problems = read_mime(message)
    for problem in problems:
        content.add(problem)
    if not nested:
        content.senders = addresses(root.headers.all("from"))
        content.message_id = root.headers.text("message-id")
        content.subject = root.headers.text("subject")
    texts: list[str] = []
    pages: list[str] = []
    for leaf in root.leaves():
        if _is_body(leaf):
            page = leaf.headers.media_type == "text/html"
            limit = MAX_HTML_BYTES if page else MAX_TEXT_BYTES
            charset = leaf.headers.parameter("content-type", "charset")
            body = leaf.content
            (pages if page else texts).append(decode_text(body[:limit], charset))
            if len(body) > limit:
                content.add(_("Il testo è troppo lungo: se ne è letta solo la prima parte."))
        else:
            _attach(leaf, content, nested)
    return texts, pages


def _is_body(leaf: Part) -> bool:
    disposition = leaf.headers.first("content-disposition").lower()
    return (
        leaf.headers.media_type in {"text/plain", "text/html"}
        and not disposition.startswith("attachment")
        and not leaf.headers.filename
    )


def _attach(leaf: Part, content: Content, nested: int) -> None:
    if len(content.attachments) >= MAX_ATTACHMENTS:
        content.add(_("Gli allegati sono troppi: gli ultimi restano nel messaggio originale."))
        return
    declared = leaf.headers.media_type
    body, whole = leaf.decoded()
    if declared.startswith("multipart/") and not body:
        return
    name = safe_name(leaf.headers.filename, declared, len(content.attachments) + 1)
    note = "" if whole else _("La codifica dell’allegato è guasta: il file può essere incompleto.")
    content.attachments.append(Attachment(name, declared, body, _unopenable(leaf, name) or note))
    if declared in MESSAGE_TYPES and nested < MAX_NESTED_MESSAGES:
        _collect(body, content, nested + 1)


def _unopenable(leaf: Part, name: str) -> str:
    declared = leaf.headers.media_type
    if declared in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
        name.lower() == "winmail.dat"
    ):
        return _(
            "È un pacchetto di Outlook (winmail.dat), che qui non si apre: "
            "va chiesto al mittente di rimandare i documenti come file."
        )
    if leaf.headers.parameter("content-type", "smime-type").lower() == "enveloped-data":
        return _(
            "Il contenuto è cifrato e qui non si apre: "
            "va chiesto al mittente di rimandarlo in chiaro."
        )
    return ""


def safe_name(declared_name: str, declared_type: str, position: int) -> str:
    """A file name without folders, invisible characters or leading dots; never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", declared_name))[-1]
    # Cf holds the marks that reverse the text: “fdp.exe” must not be read “exe.pdf”.
    visible = "".join(one for one in last if unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    name = " ".join(visible.split()).strip(". ")
    if not name:
        return f"allegato-{position}{EXTENSIONS.get(declared_type, '')}"
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        stem, dot, extension = name, "", ""
    return _shortened(stem, MAX_NAME_BYTES - len((dot + extension).encode())) + dot + extension


def _shortened(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip()


def _text_of_html(page: str) -> str:
    """The words of a page, a line per block: tags dropped in linear time, nothing interpreted."""
    words: list[str] = []
    hidden = ""
    for piece in TAG.split(page):
        tag = TAG_NAME.match(piece)
        if not tag:
            words.append("" if hidden else piece)
        elif hidden:
            hidden = "" if tag[1] and tag[2].lower() == hidden else hidden
        elif tag[2].lower() in HIDDEN_TAGS and not tag[1]:
            hidden = tag[2].lower()
        elif tag[2].lower() in BLOCK_TAGS:
            words.append("\n")
    lines = (" ".join(line.split()) for line in unescape("".join(words)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
