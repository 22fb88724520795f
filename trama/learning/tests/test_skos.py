"""The glossary out as SKOS and in again: what is written is read, what is wrong is said by line."""

import logging
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from skosify import check

from trama.accounts.models import User
from trama.learning.formats.skos import Concept, Meaning, read, write
from trama.learning.lifecycle.exchange import load_starting, take_in
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Basis, Side, Term, TermStatus
from trama.learning.queries.exchange import concepts

SCHEME = "http://localhost/glossario/voci/"
HEAD = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
    ' xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:dct="http://purl.org/dc/terms/">\n'
)


def file(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n</rdf:RDF>").encode()


def concept(about: str, inside: str) -> str:
    return f'<skos:Concept rdf:about="{about}">{inside}</skos:Concept>'


def name(text: str, kind: str = "prefLabel", language: str = "it") -> str:
    return f'<skos:{kind} xml:lang="{language}">{text}</skos:{kind}>'


# ---------------------------------------------------------------- format

PLAIN = (
    st.text(
        st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)
KEYS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
MEANINGS = st.builds(
    Meaning,
    text=PLAIN,
    example=PLAIN | st.just(""),
    by=st.sampled_from(["", "amministrazione", "terzo-settore"]),
)


@st.composite
def one_concept(draw: st.DrawFn, key: str) -> Concept:
    label = draw(PLAIN)
    forms = draw(st.lists(PLAIN.filter(lambda form: form != label), unique=True, max_size=3))
    return Concept(
        key=key,
        label=label,
        english=draw(PLAIN | st.just("")),
        notation=draw(PLAIN | st.just("")),
        forms=tuple(forms),
        meanings=tuple(draw(st.lists(MEANINGS, max_size=2))),
        source=draw(PLAIN | st.just("")),
        note=draw(PLAIN | st.just("")),
        related=tuple(draw(st.lists(KEYS.filter(lambda one: one != key), unique=True, max_size=2))),
    )


@given(st.lists(KEYS, unique=True, min_size=1, max_size=4).flatmap(
    lambda keys: st.tuples(*(one_concept(key) for key in keys))
))  # fmt: skip
def test_what_is_written_is_read(said: tuple[Concept, ...]) -> None:
    found = read(write(said, scheme=SCHEME, title="Glossario"))
    assert list(found.problems) == []
    assert list(found.concepts) == list(said)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["<skos:Concept"], 4, "non è XML ben formato"),
        (["<skos:Collection/>"], 1, "nessun concetto SKOS"),
        ([concept("x:a", "")], 3, "non ha un nome in italiano"),
        ([f"<skos:Concept>{name('A')}</skos:Concept>"], 3, "non ha un indirizzo"),
        (["", concept("x:a", name("A") + name("B"))], 4, "S14"),
        ([concept("x:a", name("A") + name("A", "hiddenLabel"))], 3, "S13"),
        (['<skos:ConceptScheme rdf:about="x:a"/>', concept("x:a", name("A"))], 4, "S9"),
        (
            [
                concept("x:a", name("A") + '<skos:broader rdf:resource="x:b"/>'
                        '<skos:related rdf:resource="x:c"/>'),
                concept("x:b", name("B") + '<skos:broader rdf:resource="x:c"/>'),
                concept("x:c", name("C")),
            ],
            3,
            "S27",
        ),
        (
            [concept("x:a", name("A") + '<skos:exactMatch rdf:resource="y:a"/>'
                     '<skos:broadMatch rdf:resource="y:a"/>')],
            3,
            "S46",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_line(lines: list[str], line: int, words: str) -> None:
    problems = read(file(*lines)).problems
    assert [(one.line, words in one.words) for one in problems] == [(line, True)]


def test_a_description_of_type_concept_is_a_concept() -> None:
    kind = '<rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>'
    described = (
        f'<rdf:Description rdf:about="x:a#bisogno">{kind}{name("Bisogno")}</rdf:Description>'
    )
    (found,) = read(file(described)).concepts
    assert (found.key, found.label) == ("bisogno", "Bisogno")


def test_a_concept_is_not_related_to_itself() -> None:
    inside = name("A") + "".join(f'<skos:related rdf:resource="x/{key}"/>' for key in "ab")
    (found,) = read(file(concept("x/a", inside))).concepts
    assert found.related == ("b",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "non è XML"),
        (b"<html/>", "rdf:RDF"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "entità"),
        (b"\xff\xfe\x00", "non è XML"),
        ((HEAD + "<a>" * 50 + "</a>" * 50 + "</rdf:RDF>").encode(), "troppo a fondo"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    found = read(content)
    assert not found.concepts
    assert words in found.problems[0].words


# ---------------------------------------------------------------- a judge that is not ours


def judged(content: bytes, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the checks of Skosify (National Library of Finland) say of a file, read by RDFLib; and
    the conditions that Skosify leaves to whoever writes, asked of the same graph."""
    graph = Graph().parse(data=content, format="xml")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        check.preflabel_uniqueness(graph, policy="shortest")  # S14: says it, then mends the graph
        check.label_overlap(graph)  # S13
        check.disjoint_relations(graph)  # S27
        check.hierarchy_cycles(graph)
    concepts, schemes = (
        set(graph.subjects(RDF.type, kind)) for kind in (SKOS.Concept, SKOS.ConceptScheme)
    )
    exact = set(graph.subject_objects(SKOS.exactMatch))
    near = {*graph.subject_objects(SKOS.broadMatch), *graph.subject_objects(SKOS.relatedMatch)}
    by_hand = {"S9": concepts & schemes, "S46": exact & near}
    return [*caplog.messages, *(name for name, found in by_hand.items() if found)]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (name("A") + name("B"), "more than one prefLabel"),
        (name("A") + name("A", "hiddenLabel"), "as both prefLabel and hiddenLabel"),
        (
            name("A") + '<skos:broader rdf:resource="x:b"/><skos:related rdf:resource="x:b"/>',
            "connected by both",
        ),
        (name("A") + f'<rdf:type rdf:resource="{SKOS}ConceptScheme"/>', "S9"),
        (
            name("A")
            + '<skos:exactMatch rdf:resource="y:a"/><skos:broadMatch rdf:resource="y:a"/>',
            "S46",
        ),
    ],
)
def test_the_judge_and_our_reader_refuse_the_same(
    inside: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    content = file(concept("x:a", inside))
    assert any(words in said for said in judged(content, caplog))
    assert read(content).problems


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(KEYS, unique=True, min_size=1, max_size=4).flatmap(
    lambda keys: st.tuples(*(one_concept(key) for key in keys))
))  # fmt: skip
def test_what_we_write_is_read_by_others_and_found_sound(
    caplog: pytest.LogCaptureFixture, said: tuple[Concept, ...]
) -> None:
    content = write(said, scheme=SCHEME, title="Glossario")
    assert judged(content, caplog) == []
    graph = Graph().parse(data=content, format="xml")
    for one in said:
        address = URIRef(f"{SCHEME}{one.key}/")
        names = graph.objects(address, SKOS.prefLabel)
        labels = {(str(it), it.language) for it in names if isinstance(it, Literal)}
        assert labels == {(one.label, "it"), (one.english, "en")} - {("", "en")}
        related = {str(other) for other in graph.objects(address, SKOS.related)}
        assert related == {f"{SCHEME}{key}/" for key in one.related}


@pytest.mark.django_db
def test_the_glossary_as_it_goes_out_is_found_sound(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    load_starting()
    content = client.get(reverse("learning:skos")).content
    assert judged(content, caplog) == []
    graph = Graph().parse(data=content, format="xml")
    sent = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(sent) == Term.objects.count()
    assert {graph.value(one, SKOS.inScheme) for one in sent} == set(
        graph.subjects(RDF.type, SKOS.ConceptScheme)
    )


# ---------------------------------------------------------------- exchange


@pytest.mark.django_db
def test_the_starting_terms_come_once_and_keep_the_conditions_of_skos(anna: User) -> None:
    told = StringIO()
    call_command("load_terms", stdout=told)
    added = list(Term.objects.values_list("label", flat=True))
    assert told.getvalue() == f"{len(added)} terms added.\n"
    assert load_starting() == []
    assert len(added) > 100
    assert set(Term.objects.values_list("status", flat=True)) == {TermStatus.PROPOSED}
    assert not Term.objects.exclude(versions__basis=Basis.STARTING).exists()
    found = read(write(concepts(), scheme=SCHEME, title="Glossario"))
    assert list(found.problems) == []
    assert {one.label for one in found.concepts} == set(added)
    outcome = take_in(found, actor=anna, trial=False)
    assert (list(outcome.added), len(outcome.known)) == ([], len(added))


TWO = file(
    concept("x:b", name("Beta") + '<skos:related rdf:resource="x:a"/>'),
    concept("x:a", name("Alfa") + name("alfe", "altLabel")
            + "<skos:definition xml:lang='it'>La prima.</skos:definition>"),
)  # fmt: skip


@pytest.mark.django_db
def test_a_concept_without_a_definition_stops_the_whole_file(anna: User) -> None:
    outcome = take_in(read(TWO), actor=anna, trial=False)
    assert [one.line for one in outcome.problems] == [3]
    assert "Beta: Scrivi la definizione" in outcome.problems[0].words
    assert not Term.objects.exists()


@pytest.mark.django_db
def test_a_trial_keeps_nothing_and_the_import_everything(anna: User) -> None:
    whole = TWO.replace(b"</skos:prefLabel><skos:related", b"</skos:prefLabel><skos:definition>Poi."
                        b"</skos:definition><skos:related")  # fmt: skip
    tried = take_in(read(whole), actor=anna, trial=True)
    assert list(tried.added) == ["Beta", "Alfa"]
    assert not Term.objects.exists()
    take_in(read(whole), actor=anna, trial=False)
    alfa = Term.objects.get(label="Alfa")
    assert alfa.forms == ["alfa", "alfe"]
    assert alfa.versions.get().starting.text == "La prima."  # type: ignore[union-attr]  # it starts so
    assert [one.label for one in alfa.related.all()] == ["Beta"]


@pytest.mark.django_db
def test_the_sides_words_go_out_with_their_side_and_bind_nobody_where_they_come_in(
    published: Term, anna: User
) -> None:
    content = write(concepts(), scheme=SCHEME, title="Glossario")
    (out,) = read(content).concepts
    assert [one.by for one in out.meanings] == ["amministrazione", "terzo-settore"]
    Term.objects.filter(pk=published.pk).update(label="Altra", slug="altra", forms=["altra"])
    take_in(read(content), actor=anna, trial=False)
    came = Term.objects.get(slug="rete-territoriale")
    starting = came.definitions.get()
    assert starting.side == Side.PLATFORM
    assert starting.text == (
        "Amministrazione: Enti e uffici di una zona.\nTerzo settore: Chi si aiuta in un quartiere."
    )


# ---------------------------------------------------------------- thousands at once


def many(number: int) -> bytes:
    """Concepts with a form and an English name each, related to the one before."""
    return file(
        *(
            concept(
                f"x/voce-{n}",
                name(f"Voce {n}")
                + name(f"Word {n}", language="en")
                + name(f"le voci {n}", "altLabel")
                + f"<skos:notation>voice{n}</skos:notation>"
                + f'<skos:definition xml:lang="it">Che cosa vuol dire {n}.</skos:definition>'
                + (f'<skos:related rdf:resource="x/voce-{n - 1}"/>' if n else ""),
            )
            for n in range(number)
        )
    )


@pytest.mark.django_db
def test_a_concept_more_costs_one_query_the_line_of_its_history(
    anna: User,
) -> None:
    take_in(read(many(1)), actor=anna, trial=False)
    with CaptureQueriesContext(connection) as ten:
        take_in(read(many(11)), actor=anna, trial=False)
    with CaptureQueriesContext(connection) as thirty:
        take_in(read(many(41)), actor=anna, trial=False)
    assert len(thirty) - len(ten) == 20
    with CaptureQueriesContext(connection) as tried:
        assert len(take_in(read(many(81)), actor=anna, trial=True).added) == 40
    assert len(tried) == 1 + 2  # the names that are taken, in a savepoint
    assert Term.objects.get(slug="voce-40").related.get().slug == "voce-39"
    assert Term.objects.get(slug="voce-39").related.count() == 2


@pytest.mark.django_db
def test_of_two_concepts_with_one_form_the_second_is_told_and_so_is_one_that_is_taken(
    anna: User,
) -> None:
    start(Entry(label="Terzo", identifier="third", forms=["terzi"]), text="C’è già.")
    about = "<skos:definition>Sì.</skos:definition>"
    content = file(
        concept("x:a", name("Alfa") + name("alfe", "altLabel") + about),
        concept("x:b", name("Beta") + name("Alfe", "altLabel") + about),
        concept("x:c", name("Gamma") + name("alfe", "altLabel") + about),
        concept("x:d", name("Delta") + name("terzi", "altLabel") + about),
        concept("x:e", name("Epsilon") + "<skos:notation>third</skos:notation>" + about),
    )
    outcome = take_in(read(content), actor=anna, trial=True)
    assert [(one.line, one.words.partition(":")[0]) for one in outcome.problems] == [
        (5, "Gamma"), (6, "Delta"), (7, "Epsilon"),
    ]  # fmt: skip
    assert "già della voce «Alfa»" in outcome.problems[0].words
    assert "già della voce «Terzo»" in outcome.problems[1].words
    assert "nome nel codice" in outcome.problems[2].words


@pytest.mark.django_db
def test_two_concepts_of_different_schemes_may_end_their_address_alike(anna: User) -> None:
    about = "<skos:definition>Sì.</skos:definition>"
    content = file(
        concept("x/a", name("Alfa") + about),
        concept("y/a", name("Beta") + about),
        concept("z/a", name("alfa") + about),
    )
    outcome = take_in(read(content), actor=anna, trial=False)
    assert (list(outcome.added), list(outcome.known)) == (["Alfa", "Beta"], ["alfa"])
    assert Term.objects.count() == 2
