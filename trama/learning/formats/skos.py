"""The glossary as SKOS (W3C Simple Knowledge Organization System), in RDF/XML. Pure.

A term is a `skos:Concept`: `prefLabel` in Italian and English, the other forms `hiddenLabel` (what
texts are matched with), the name in the code `notation`. A definition that a side gives is a
resource of its own (SKOS Primer, 4.2: documentation as resource), with its `dct:creator`; one of
neither side is a plain literal. Reading takes what other thesauri write too, and says line by line
what it could not take.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from trama.learning.formats.rdf import DCT, RDF, SKOS, XML, Node, RdfError, resources

MOST_CONCEPTS = 5000
# A concept of a thesaurus has seldom more than two right above it, and a few tens in all. Going up
# from each of thousands would keep the process busy for a minute.
MOST_STEPS, MOST_ABOVE = 2 * MOST_CONCEPTS, 200
ITALIAN, ENGLISH = "it", "en"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Meaning:
    """A definition; `by`: the fragment that names its side, or nothing."""

    text: str
    example: str = ""
    by: str = ""


@dataclass(frozen=True)
class Concept:
    key: str  # the last part of its address
    label: str
    english: str = ""
    notation: str = ""
    forms: tuple[str, ...] = ()  # besides the label
    meanings: tuple[Meaning, ...] = ()
    source: str = ""
    note: str = ""
    related: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Problem:
    line: int
    words: str


@dataclass(frozen=True)
class Read:
    concepts: Sequence[Concept]
    problems: Sequence[Problem]


# ---------------------------------------------------------------- writing


def write(concepts: Iterable[Concept], *, scheme: str, title: str) -> bytes:
    """`scheme`: the address of the glossary; each concept's is under it."""
    for prefix, space in (("rdf", RDF), ("skos", SKOS), ("dct", DCT)):
        ET.register_namespace(prefix, space)
    root = ET.Element(f"{{{RDF}}}RDF")
    about = ET.SubElement(root, f"{{{SKOS}}}ConceptScheme", {f"{{{RDF}}}about": scheme})
    _literal(about, f"{{{DCT}}}title", title, ITALIAN)
    for concept in concepts:
        _write_concept(root, concept, scheme)
    file = BytesIO()
    ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
    return file.getvalue()


def _write_concept(root: ET.Element, concept: Concept, scheme: str) -> None:
    made = ET.SubElement(
        root, f"{{{SKOS}}}Concept", {f"{{{RDF}}}about": _address(scheme, concept.key)}
    )
    for name in ("inScheme", "topConceptOf"):
        ET.SubElement(made, f"{{{SKOS}}}{name}", {f"{{{RDF}}}resource": scheme})
    _literal(made, f"{{{SKOS}}}prefLabel", concept.label, ITALIAN)
    _literal(made, f"{{{SKOS}}}prefLabel", concept.english, ENGLISH)
    for form in concept.forms:
        _literal(made, f"{{{SKOS}}}hiddenLabel", form, ITALIAN)
    _literal(made, f"{{{SKOS}}}notation", concept.notation)
    for meaning in concept.meanings:
        _write_meaning(made, meaning, scheme)
    _literal(made, f"{{{DCT}}}source", concept.source, ITALIAN)
    _literal(made, f"{{{SKOS}}}editorialNote", concept.note, ITALIAN)
    for key in concept.related:
        ET.SubElement(made, f"{{{SKOS}}}related", {f"{{{RDF}}}resource": _address(scheme, key)})


def _address(scheme: str, key: str) -> str:
    return f"{scheme}{key}/"


def _write_meaning(made: ET.Element, meaning: Meaning, scheme: str) -> None:
    if not meaning.by and not meaning.example:
        _literal(made, f"{{{SKOS}}}definition", meaning.text, ITALIAN)
        return
    node = ET.SubElement(made, f"{{{SKOS}}}definition", {f"{{{RDF}}}parseType": "Resource"})
    _literal(node, f"{{{RDF}}}value", meaning.text, ITALIAN)
    _literal(node, f"{{{SKOS}}}example", meaning.example, ITALIAN)
    if meaning.by:
        ET.SubElement(node, f"{{{DCT}}}creator", {f"{{{RDF}}}resource": f"{scheme}#{meaning.by}"})


def _literal(parent: ET.Element, name: str, text: str, language: str = "") -> None:
    text = NOT_XML.sub("", text)
    if text:
        attributes = {f"{{{XML}}}lang": language} if language else {}
        ET.SubElement(parent, name, attributes).text = text


# ---------------------------------------------------------------- reading


def read(content: bytes) -> Read:
    """The concepts of a file, and all that is wrong with it, by line."""
    try:
        nodes = resources(content)
    except RdfError as error:
        return Read([], [Problem(error.line, str(error))])
    concepts = [node for node in nodes if node.is_a(f"{SKOS}Concept")]
    if not concepts:
        words = _("Nel file non c’è nessun concetto SKOS: serve un file RDF/XML con skos:Concept.")
        return Read([], [Problem(1, words)])
    if len(concepts) > MOST_CONCEPTS:
        words = _("Nel file ci sono %(n)d concetti: al massimo se ne leggono %(most)d alla volta.")
        return Read([], [Problem(1, words % {"n": len(concepts), "most": MOST_CONCEPTS})])
    above = _broader(nodes)
    if sum(map(len, above.values())) > MOST_STEPS:
        words = _("Nel file ci sono troppi legami gerarchici (broader, narrower): dividilo.")
        return Read([], [Problem(1, words)])
    problems = [*_broken(nodes, above), *(one for node in concepts for one in _lacking(node))]
    read_in = [_read_concept(node) for node in concepts]
    return Read(read_in, sorted(problems, key=lambda problem: problem.line))


def _labels(node: Node, name: str, language: str) -> list[str]:
    return [text for text, said in node.literals(f"{SKOS}{name}") if said[:2] == language]


def _lacking(node: Node) -> Iterable[Problem]:
    if not node.about:
        yield Problem(node.line, _("Il concetto non ha un indirizzo (rdf:about)."))
    if not _labels(node, "prefLabel", ITALIAN):
        yield Problem(node.line, _("Il concetto non ha un nome in italiano (skos:prefLabel)."))


def _read_concept(node: Node) -> Concept:
    label = next(iter(_labels(node, "prefLabel", ITALIAN)), "")
    links = map(_last_part, node.links(f"{SKOS}related"))
    forms = [*_labels(node, "altLabel", ITALIAN), *_labels(node, "hiddenLabel", ITALIAN)]
    return Concept(
        key=_last_part(node.about),
        label=label,
        english=next(iter(_labels(node, "prefLabel", ENGLISH)), ""),
        notation=_first(node, f"{SKOS}notation"),
        forms=tuple(dict.fromkeys(forms)),
        meanings=tuple(_meanings(node)),
        source=_first(node, f"{DCT}source"),
        note=_first(node, f"{SKOS}editorialNote"),
        related=tuple(one for one in links if one != _last_part(node.about)),  # says nothing of it
        line=node.line,
    )


def _first(node: Node, name: str) -> str:
    return next((text for text, _language in node.literals(name)), "")


def _meanings(node: Node) -> Iterable[Meaning]:
    for child in node.children:
        if child.name != f"{SKOS}definition":
            continue
        if child.children:
            by = next(iter(child.links(f"{DCT}creator")), "")
            side = by.rpartition("#")[2] if "#" in by else ""
            yield Meaning(_first(child, f"{RDF}value"), _first(child, f"{SKOS}example"), side)
        elif child.text.strip() and child.language[:2] in {"", ITALIAN}:
            yield Meaning(child.text.strip())


def _last_part(address: str) -> str:
    return address.rstrip("/").replace("#", "/").rpartition("/")[2]


# ---------------------------------------------------------------- integrity conditions


def _broken(nodes: Sequence[Node], broader: Mapping[str, set[str]]) -> Iterable[Problem]:
    """The integrity conditions of SKOS (Reference, Appendix A) that the file does not keep."""
    schemes = {node.about for node in nodes if node.is_a(f"{SKOS}ConceptScheme")}
    for node in nodes:
        if node.is_a(f"{SKOS}Concept") and node.about and node.about in schemes:
            yield Problem(node.line, _("È insieme un concetto e uno schema (SKOS, S9)."))
        yield from _broken_labels(node)
        related = node.links(f"{SKOS}related")
        if related and _above(node.about, broader) & set(related):
            yield Problem(
                node.line, _("È collegato (related) a un concetto che gli sta sopra (SKOS, S27).")
            )
        exact = set(node.links(f"{SKOS}exactMatch"))
        others = {*node.links(f"{SKOS}broadMatch"), *node.links(f"{SKOS}relatedMatch")}
        if exact & others:
            yield Problem(
                node.line,
                _("Lo stesso concetto è uguale (exactMatch) e anche diverso (SKOS, S46)."),
            )


def _broken_labels(node: Node) -> Iterable[Problem]:
    kinds = [set(node.literals(f"{SKOS}{k}")) for k in ("prefLabel", "altLabel", "hiddenLabel")]
    if sum(map(len, kinds)) > len(set.union(*kinds)):
        yield Problem(node.line, _("Lo stesso nome è scritto in due modi diversi (SKOS, S13)."))
    languages = [language for _text, language in node.literals(f"{SKOS}prefLabel")]
    if len(languages) > len(set(languages)):
        yield Problem(
            node.line, _("Ha due nomi principali (prefLabel) nella stessa lingua (SKOS, S14).")
        )


def _broader(nodes: Sequence[Node]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in nodes:
        for above in (*node.links(f"{SKOS}broader"), *node.links(f"{SKOS}broaderTransitive")):
            found.setdefault(node.about, set()).add(above)
        for below in (*node.links(f"{SKOS}narrower"), *node.links(f"{SKOS}narrowerTransitive")):
            found.setdefault(below, set()).add(node.about)
    return found


def _above(about: str, broader: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(broader.get(about, ()))
    while waiting and len(seen) < MOST_ABOVE:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(broader.get(one, ()))
    return seen
