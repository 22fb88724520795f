"""RDF/XML as elements with their line: as much of it as thesauri use. Nothing is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser
from django.utils.translation import gettext as _

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
XML = "http://www.w3.org/XML/1998/namespace"
DEEPEST = 20
MOST_ELEMENTS = 100_000


class RdfError(ValueError):
    """The file cannot be read. Its text is a sentence for a person."""

    def __init__(self, words: str, line: int = 1) -> None:
        super().__init__(words)
        self.line = line


@dataclass
class Node:
    """An element: its full name, what it is about, its text in a language, its children."""

    name: str
    line: int
    about: str = ""
    resource: str = ""
    language: str = ""
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def is_a(self, kind: str) -> bool:
        """By its element, or by an `rdf:type`."""
        return self.name == kind or kind in self.links(f"{RDF}type")

    def links(self, name: str) -> list[str]:
        """The addresses that a property leads to, nested ones too."""
        found = [child for child in self.children if child.name == name]
        nested = [inner.about for child in found for inner in child.children if inner.about]
        return [child.resource for child in found if child.resource] + nested

    def literals(self, name: str) -> list[tuple[str, str]]:
        """The texts of a property, each with its language."""
        return [
            (child.text.strip(), child.language.lower())
            for child in self.children
            if child.name == name and child.text.strip() and not child.children
        ]


class _Reader(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._said: list[list[str]] = []  # the text of each open element, as it comes
        self._count = 0
        self._place: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the parser's name
        self._place = locator

    def startElementNS(  # noqa: N802 - the parser's name
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        if len(self._open) >= DEEPEST:
            raise RdfError(_("Il file ha elementi annidati troppo a fondo."), self._line)
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise RdfError(_("Il file ha troppi elementi: dividilo in più file."), self._line)
        above = self._open[-1].language if self._open else ""
        node = Node(
            "".join(filter(None, name)),
            self._line,
            about=attrs.get((RDF, "about"), ""),
            resource=attrs.get((RDF, "resource"), ""),
            language=attrs.get((XML, "lang"), above),
        )
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._said.append([])

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self._open.pop().text = "".join(self._said.pop())

    def characters(self, content: str) -> None:
        self._said[-1].append(content)

    @property
    def _line(self) -> int:
        return (self._place.getLineNumber() if self._place else None) or 1


def resources(content: bytes) -> list[Node]:
    """What the file describes, in its order. Raises `RdfError`."""
    reader = _Reader()
    parser = create_parser(forbid_dtd=False)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(reader)
    source = InputSource()
    source.setByteStream(BytesIO(content))
    try:
        parser.parse(source)
    except SAXParseException as error:
        words = _("Il file non è XML ben formato, e da questa riga non si legge più.")
        raise RdfError(words, error.getLineNumber() or 1) from error
    except DefusedXmlException as error:
        words = _("Il file definisce entità, o ne chiama da fuori: salvalo senza, e riprova.")
        raise RdfError(words) from error
    except (SAXException, LookupError, ValueError) as error:
        if isinstance(error, RdfError):
            raise
        raise RdfError(_("Il file non si legge: serve RDF/XML in UTF-8.")) from error
    if reader.root is None or reader.root.name != f"{RDF}RDF":
        raise RdfError(_("Il file non è RDF/XML: l’elemento esterno non è rdf:RDF."))
    return list(_described(reader.root))


def _described(root: Node) -> Iterator[Node]:
    """Those at the top, and those written inside a property of another."""
    for node in root.children:
        yield node
        for child in node.children:
            yield from (inner for inner in child.children if inner.about)
