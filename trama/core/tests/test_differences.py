from django.template import Context, Template
from hypothesis import example, given
from hypothesis import strategies as st

from trama.core.differences import Piece, differences

WORDS = st.lists(st.sampled_from(["il", "sabato", "è", "\n\n", " ", "aperto.", "<b>"])).map(
    " ".join
)


@given(before=WORDS | st.text(), after=WORDS | st.text())
@example(before="", after="")
@example(before="uno", after="uno ")
def test_the_pieces_make_both_texts_to_the_letter(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@given(text=st.text())
def test_a_text_that_stays_as_it_was_has_no_change(text: str) -> None:
    assert all(piece.kind == "same" for piece in differences(text, text))


def test_what_is_removed_comes_before_what_takes_its_place() -> None:
    assert differences("Aprire il sabato mattina", "Aprire la domenica mattina") == [
        Piece("same", "Aprire"),
        Piece("removed", " il sabato"),
        Piece("added", " la domenica"),
        Piece("same", " mattina"),
    ]


def test_a_change_is_said_in_words_and_nothing_typed_becomes_markup() -> None:
    shown = Template("{% differences before after %}").render(
        Context({"before": "uno due", "after": "uno <b>"})
    )
    assert '<del><span class="visually-hidden">[tolto:]</span> due' in shown
    assert '<ins><span class="visually-hidden">[aggiunto:]</span> &lt;b&gt;' in shown
