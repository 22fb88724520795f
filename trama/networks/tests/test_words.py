"""What a reading says in words: the answer first, and never more than is known."""

from typing import Any

import pytest

from trama.networks.rules.readings import figure_rows, listed, sentences

NAMES = {key: f"Ente {key.upper()}" for key in "abcdefg"}


def figures(**changed: Any) -> dict[str, Any]:
    return {
        "members": 6, "ties": 7, "components": 1, "isolated": 0, "cut": [], "across_municipi": 0,
        **changed,
    }  # fmt: skip


def said(**changed: Any) -> str:
    return sentences(figures(**changed), 6, 6, NAMES)[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ties": 0}, "Chi lavora con chi non si sa ancora"),
        ({"cut": ["a"]}, "Un ente tiene insieme la rete: Ente A."),
        ({"cut": ["a", "b"]}, "Due enti tengono insieme la rete: Ente A e Ente B."),
        ({"cut": ["a", "b", "c"]}, "Tre enti tengono insieme la rete: Ente A, Ente B e Ente C."),
        ({"cut": list("abcd")}, "Quattro enti tengono insieme la rete: prima di tutti Ente A"),
        ({"cut": list("abcdef")}, "6 enti tengono insieme la rete"),
        ({}, "Nessuno da solo tiene insieme la rete"),
        ({"components": 2}, "Nessun ente, da solo, tiene unite le sue parti."),
    ],
)
def test_who_holds_the_network_together_comes_first(changed: dict[str, Any], words: str) -> None:
    assert said(**changed).startswith(words)


def test_who_did_not_answer_is_said_beside_every_reading() -> None:
    told = sentences(figures(), 14, 9, NAMES)
    assert "Hanno risposto 9 membri su 14" in told[-1]
    assert sentences(figures(), 14, 14, NAMES)[-1] == "Hanno risposto tutti e 14."


def test_parts_and_members_alone_are_counted_apart() -> None:
    told = " ".join(sentences(figures(components=4, isolated=2), 6, 6, NAMES))
    assert "I rapporti sono in 2 parti" in told
    assert "2 membri non hanno rapporti confermati" in told
    assert "7 rapporti sui 15 possibili" in told


def test_bridges_between_municipi_are_told_only_when_there_are() -> None:
    assert "Municipi" not in " ".join(sentences(figures(), 6, 6, NAMES))
    assert "3 uniscono Municipi diversi" in " ".join(
        sentences(figures(across_municipi=3), 6, 6, NAMES)
    )


def test_names_are_listed_as_people_say_them() -> None:
    assert [listed([]), listed(["A"]), listed(["A", "B"]), listed(["A", "B", "C"])] == [
        "", "A", "A e B", "A, B e C",
    ]  # fmt: skip


def test_what_cannot_be_said_is_not_zero() -> None:
    nothing = {
        "ties": 0, "density": None, "components": 1, "centralization": None, "ei_municipi": None,
        "ei_worlds": None, "multiplexity": None, "reciprocity": None, "trust": None,
    }  # fmt: skip
    rows = {row.label: row for row in figure_rows(nothing, nothing)}
    assert rows["Densità"].confirmed == "non si può dire"
    assert rows["Fiducia media, da 0 a 4"].declared == "non si può dire"
    assert rows["Fiducia media, da 0 a 4"].confirmed == ""
    shown = figure_rows({**nothing, "density": 0.4667, "ei_worlds": -0.25}, nothing)
    by_label = {row.label: row.confirmed for row in shown}
    assert (by_label["Densità"], by_label["Indice E-I fra mondi"]) == ("47%", "-0,25")
    assert all(row.formula for row in shown)
