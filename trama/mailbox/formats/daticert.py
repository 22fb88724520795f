"""`daticert.xml`: what the provider certifies of a message (RFC 6109 §4.4, `daticert.dtd`).

The fields keep the names of the format, which are Italian by law, so that a clerk, the standard
and the code say the same word.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

FILE_NAMES = {"daticert.xml", "certdata.xml", "data.xml"}
MAX_XML_BYTES = 2 * 1024 * 1024
MAX_ADDRESSES = 5_000

DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})", re.ASCII)
ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Recipient:
    """A *destinatario*; `certified` when their mailbox is certified too (`certificato`)."""

    address: str
    certified: bool


@dataclass(frozen=True)
class Daticert:
    """The certification data. An absent text is empty; `certified_at` is None when unreadable.

    `certified_at` is the instant that counts, precise to one second, not the mail's `Date:`.
    """

    tipo: str
    errore: str
    mittente: str
    destinatari: tuple[Recipient, ...]
    risposte: str
    oggetto: str
    gestore: str
    certified_at: datetime | None
    identificativo: str
    msgid: str
    ricevuta_tipo: str
    consegna: str
    ricezione: tuple[str, ...]
    errore_esteso: str


def parse_daticert(content: bytes) -> tuple[Daticert | None, list[str]]:
    """The data and what could not be read of them; nothing at all when it is another document."""
    root = _root(content)
    if root is None or root.tag != "postacert":
        return None, [_("I dati di certificazione non sono leggibili come daticert.xml.")]
    head, data = root.find("intestazione"), root.find("dati")
    problems = [
        _("In daticert.xml manca la sezione «%(name)s».") % {"name": name}
        for name, section in (("intestazione", head), ("dati", data))
        if section is None
    ]
    head = head if head is not None else Element("intestazione")
    data = data if data is not None else Element("dati")
    daticert = Daticert(
        tipo=root.get("tipo", "").strip().lower(),
        errore=root.get("errore", "nessuno").strip().lower(),
        mittente=_text(head, "mittente"),
        destinatari=_recipients(head),
        risposte=_text(head, "risposte"),
        oggetto=_text(head, "oggetto"),
        gestore=_text(data, "gestore-emittente"),
        certified_at=_instant(data.find("data")),
        identificativo=_text(data, "identificativo"),
        msgid=_text(data, "msgid"),
        ricevuta_tipo=_attribute(data, "ricevuta", "tipo"),
        consegna=_text(data, "consegna"),
        ricezione=tuple(_clean(one.text) for one in data.findall("ricezione")[:MAX_ADDRESSES]),
        errore_esteso=_text(data, "errore-esteso"),
    )
    return daticert, problems + _missing(daticert) + _misplaced(root, head, data)


def _root(content: bytes) -> Element | None:
    if len(content) > MAX_XML_BYTES:
        return None
    try:
        # Entities, hence their bombs, are refused; a DOCTYPE alone is harmless and occurs.
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _missing(daticert: Daticert) -> list[str]:
    """What a reader of this message needs and will not find."""
    sentences = {
        _("In daticert.xml manca il tipo di messaggio."): daticert.tipo,
        _("In daticert.xml il mittente manca o non è un indirizzo."): "@" in daticert.mittente,
        _("In daticert.xml mancano i destinatari."): daticert.destinatari,
        _("In daticert.xml manca l’identificativo."): daticert.identificativo,
        _("In daticert.xml data e ora mancano o non si leggono."): daticert.certified_at,
    }
    return [sentence for sentence, present in sentences.items() if not present]


def _misplaced(*sections: Element) -> list[str]:
    """Text between the elements, which the DTD forbids and some providers' messages have."""
    stray = [section.text for section in sections]
    stray += [child.tail for section in sections for child in section]
    text = _clean(" ".join(one or "" for one in stray))
    sentence = _("In daticert.xml c’è del testo fuori posto, non considerato: «%(text)s».")
    return [sentence % {"text": text[:100]}] if text else []


def _recipients(head: Element) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(_clean(one.text), one.get("tipo", "certificato").strip() != "esterno")
        for one in head.findall("destinatari")[:MAX_ADDRESSES]
    )


def _instant(data: Element | None) -> datetime | None:
    """Day `gg/mm/aaaa`, local time `hh:mm:ss`, offset `±hhmm`: together one instant."""
    if data is None:
        return None
    day = DAY.fullmatch(_text(data, "giorno"))
    time = TIME.fullmatch(_text(data, "ora"))
    zone = ZONE.fullmatch(data.get("zona", "").strip())
    if not (day and time and zone):
        return None
    offset = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
    hour, minute, second = (int(group) for group in time.groups())
    leap = int(second == 60)  # RFC 6109 §4.2 admits leap seconds, Python does not
    try:
        tz = timezone(-offset if zone[1] == "-" else offset)
        year, month, date = int(day[3]), int(day[2]), int(day[1])
        local = datetime(year, month, date, hour, minute, second - leap, tzinfo=tz)
        return local + timedelta(seconds=leap)
    except (ValueError, OverflowError):
        return None


def _text(parent: Element, name: str) -> str:
    return _clean(parent.findtext(name))


def _attribute(parent: Element, name: str, attribute: str) -> str:
    element = parent.find(name)
    return "" if element is None else element.get(attribute, "").strip().lower()


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
