"""Words found in a text and marked at their first use, with nothing else of the text changed."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trama.core.glossary import Marker, Run, each_once, with_notes
from trama.core.vocabulary import Vocabulary, Voice, Word, folded

LINK = re.compile(r'<a class="word" [^>]*>(.*?)</a>', re.DOTALL)
SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def word(key: str, *forms: str, contested: bool = False) -> Word:
    voices = (Voice("", f"Che cosa vuol dire {key}."),)
    return Word(key, forms[0], forms, voices, "concordata", SINCE, "/", is_contested=contested)


WORDS = [
    word("bisogno", "bisogno", "bisogni"),
    word("rete", "rete", "reti"),
    word("rete-territoriale", "rete territoriale", "reti territoriali"),
    word("priorita", "priorità"),
    word("vis", "valutazione d’impatto sociale", "VIS"),
    word("direzione", "Direzione"),
    word("co-progettazione", "co-progettazione"),
]
VOCABULARY = Vocabulary(WORDS)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.word.key) for one in VOCABULARY.find(text)]


def marked(html: str) -> str:
    return str(Marker(VOCABULARY).html(html, "t"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un bisogno e altri bisogni", [("bisogno", "bisogno"), ("bisogni", "bisogno")]),
        ("la rete territoriale", [("rete territoriale", "rete-territoriale")]),  # the longest
        ("la rete\n  Territoriale", [("rete\n  Territoriale", "rete-territoriale")]),
        ("la rete terrestre", [("rete", "rete")]),
        ("PRIORITÀ e Priorita", [("PRIORITÀ", "priorita"), ("Priorita", "priorita")]),
        ("valutazione d'impatto sociale", [("valutazione d'impatto sociale", "vis")]),
        ("valutazione d&#x27;impatto sociale", [("valutazione d&#x27;impatto sociale", "vis")]),
        ("la VIS; la vis comica", [("VIS", "vis")]),  # an acronym keeps its capitals
        ("la Direzione, la direzione", [("Direzione", "direzione")]),
        ("LA DIREZIONE", [("DIREZIONE", "direzione")]),
        ("abbisognoso, retina, reti2, bisogno_", []),
        ("l’abisogno dell’bisogno", [("bisogno", "bisogno")]),
        ("co‑progettazione", [("co‑progettazione", "co-progettazione")]),
        ("bisogno\u0301 strano", []),  # an accent written apart is part of the word
        ("", []),
    ],
)  # fmt: skip
def test_words_are_found_as_people_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_signs_of_html_are_told_whatever_their_capitals() -> None:
    law = Vocabulary([word("cts", "Codice d’Italia"), word("odd", "Piano d&#39;Azione")])
    text = "Il Codice&NBSP;d&#X27;Italia, il Piano&nbsp;d'Azione, il codice d'Italia"
    assert [one.word.key for one in law.find(text)] == ["cts", "odd"]


def test_an_empty_glossary_finds_nothing() -> None:
    assert list(Vocabulary([]).find("bisogno")) == []


def test_the_first_use_alone_is_marked() -> None:
    html = marked("<p>Un bisogno.</p><p>Due bisogni, un bisogno.</p>")
    assert html == (
        '<p>Un <a class="word" role="doc-glossref" data-word="bisogno-20260301T000000"'
        ' id="t-bisogno-uso" href="#t-bisogno">bisogno</a>.</p><p>Due bisogni, un bisogno.</p>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Il bisogno</h2>",
        '<a href="/x">il <b>bisogno</b></a>',
        "<summary>Il bisogno</summary>",
        "<pre>bisogno</pre>",
        "<button>bisogno</button>",
        '<p title="bisogno > rete">niente</p>',
        "<!-- bisogno -->",
        '<p lang="en">Il bisogno</p>',
        '<div lang="en"><div>Il</div> bisogno</div>',
        '<a><span lang="it">bisogno</span></a>',
        '<span class="who">La <span>rete</span> bisogno</span>',
    ],
)
def test_no_mark_where_a_link_may_not_be_or_no_prose_is(html: str) -> None:
    assert marked(html) == html


def test_the_name_of_a_sign_of_html_is_no_word() -> None:
    of_signs = Vocabulary([word("lt", "lt"), word("amp", "amp")])
    html = "<p>1 &lt; 2 &amp; 3</p>"
    assert str(Marker(of_signs).html(html, "t")) == html
    assert "t-lt" in Marker(of_signs).html("<p>&lt;lt&gt;</p>", "t")


def test_after_a_closed_element_marking_goes_on() -> None:
    assert "t-bisogno" in marked("<h2>Il <h2>bisogno</h2></h2><br><p>un bisogno</p>")


def test_in_english_only_what_says_to_be_italian_is_marked() -> None:
    with translation.override("en"):
        html = marked('<p>The rete.</p><div lang="it"><p>Il bisogno</p></div><p>VIS</p>')
    assert LINK.findall(html) == ["bisogno"]


TEXTS = st.lists(
    st.sampled_from(
        ["bisogno", "Rete", " territoriale", " ", "\n", "VIS", "vis", "priorità", "’", "x", ". "]
    )
    | st.text(alphabet="abci àÀİ.;’-", max_size=5)
).map("".join)
TAGS = st.sampled_from(
    ["<p>", "</p>", "<h2>", "</h2>", "<a href='/'>", "</a>", "<br>", '<i lang="en">', "</i>"]
)


@given(st.lists(TEXTS | TAGS).map("".join))
def test_without_its_marks_the_page_is_what_it_was(html: str) -> None:
    done = marked(html)
    assert LINK.sub(r"\1", done) == html
    keys = re.findall(r'id="t-([\w-]+)-uso"', done)
    assert len(keys) == len(set(keys))
    assert not any("<" in inside for inside in LINK.findall(done))  # never one in another


# ---------------------------------------------------------------- a page of many passages

NOTED = re.compile(r'<div id="([^"]+)" tabindex="-1">')
USED = re.compile(r'<a class="word"[^>]* href="#([^"]+)">(.*?)</a>')


def passage(html: str, key: str, vocabulary: Vocabulary = VOCABULARY) -> str:
    return str(with_notes(vocabulary, html, key, None, when_asked=False))


def bare(page: str) -> str:
    """What a page says besides its explanations, whatever its blanks."""
    without = re.sub(r"<aside class=.words.*?</aside>", "", page, flags=re.DOTALL)
    return " ".join(LINK.sub(r"\1", without).split())


@given(st.lists(TEXTS, max_size=5))
def test_a_page_explains_each_word_at_its_first_use_whatever_its_passages(texts: list[str]) -> None:
    page = "\n".join(passage(f"<p>{text}</p>", f"p{n}") for n, text in enumerate(texts))
    once = each_once(page)
    whole = str(Marker(VOCABULARY).html("\n".join(f"<p>{text}</p>" for text in texts), "t"))
    assert [said for _note, said in USED.findall(once)] == LINK.findall(whole)
    assert sorted(NOTED.findall(once)) == sorted(note for note, _said in USED.findall(once))
    assert bare(once) == bare(page)
    assert each_once(once) == once


def test_a_passage_whose_words_were_all_explained_before_has_no_notes() -> None:
    page = passage("<p>Il bisogno.</p>", "a") + passage("<p>I bisogni.</p>", "b")
    once = each_once(page)
    assert once.count("<aside") == 1
    assert once.rstrip().endswith("<p>I bisogni.</p>")


def test_a_word_that_has_changed_meanwhile_is_explained_again() -> None:
    later = replace(WORDS[0], since=datetime(2026, 9, 1, tzinfo=UTC))
    page = passage("<p>Un bisogno.</p>", "a")
    page += passage("<p>Un bisogno.</p>", "b", Vocabulary([later]))
    assert [note for note, _said in USED.findall(each_once(page))] == ["a-bisogno", "b-bisogno"]


def test_passages_with_one_key_leave_one_note_for_each_mark() -> None:
    page = passage("<p>Il bisogno.</p>", "a") + passage("<p>Il bisogno, la rete.</p>", "a")
    assert NOTED.findall(each_once(page)) == ["a-bisogno", "a-rete"]


def test_notes_seen_when_asked_are_together_at_the_end_of_the_page() -> None:
    said = [("<p>Il bisogno.</p>", "a"), ("<p>Il bisogno, la rete.</p>", "b")]
    asked = "".join(str(with_notes(VOCABULARY, *one, None, when_asked=True)) for one in said)
    page = f"<main>{asked}{passage('<p>La rete, la VIS.</p>', 'c')}<p>Fine.</p></main><p>Poi.</p>"
    once = each_once(page)
    assert NOTED.findall(once) == ["c-vis", "a-bisogno", "b-rete"]
    assert once.count("words--asked") == 1
    assert once.index("<p>Fine.</p>") < once.index("words--asked") < once.index("</main>")
    assert each_once(once) == once


# ---------------------------------------------------------------- documents


def test_a_row_is_explained_but_for_what_names_it() -> None:
    first, second, third = Marker(VOCABULARY).row(["Rete", "Un bisogno", ""])
    assert first == "Rete"
    assert [bool(run["note"]) for run in second if isinstance(run, dict)] == [False, True]
    assert third == []


def test_only_a_document_with_notes_says_whose_they_are() -> None:
    marker = Marker(VOCABULARY)
    marker.runs("Niente.")
    assert marker.closing == ""
    marker.runs("Il bisogno.")
    assert "non sono parte del documento" in marker.closing


@given(TEXTS)
def test_the_runs_of_a_document_are_its_text(text: str) -> None:
    runs: list[Run] = Marker(VOCABULARY).runs(text)
    assert "".join(run["text"] for run in runs) == text
    notes = [run["note"] for run in runs if run["note"]]
    assert len(notes) == len(set(notes))


@given(st.text())
def test_folding_keeps_places(text: str) -> None:
    assert len(folded(text)) == len(text)


FORMS = st.text(alphabet="abc -'", min_size=1, max_size=6).filter(lambda form: form.strip(" -'"))


@given(st.lists(FORMS, min_size=1, max_size=6), st.text(alphabet="abc -'", max_size=40))
def test_the_tree_finds_what_trying_each_form_finds(forms: list[str], text: str) -> None:
    """The oracle: at each place, forms tried one by one, the longest first."""
    plain = list(dict.fromkeys(" ".join(form.split()) for form in forms))
    words = Vocabulary([word(f"w{n}", form) for n, form in enumerate(plain)])
    said = sorted(plain, key=len, reverse=True)
    tried = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in said)
    expected = [match.span() for match in re.finditer(rf"(?<!\w)(?:{tried})(?!\w)", text)]
    assert [(one.start, one.end) for one in words.find(text)] == expected
