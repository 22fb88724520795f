"""Each option says in a sentence why it was chosen or not, with figures that add up."""

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trama.tables.rules.voting import (
    Ballot,
    Election,
    Figures,
    Method,
    Option,
    count,
    drawn,
    explain,
)
from trama.tables.tests.elections import SEED, elections, seeds


def number(value: Decimal) -> str:
    return f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


FIGURES = Figures(money=lambda value: f"{number(value)} €", number=number)
SHARES = Method("equal_shares")
METHODS = (Method("approval"), Method("borda"), SHARES)


def told(found: Election, method: Method = SHARES, seed: bytes = SEED) -> dict[str, str]:
    return explain(found, count(found, method, seed), FIGURES)


def city() -> Election:
    """Ten bodies, 100.000 €: ten thousand each."""
    options = (
        Option("P1", Fraction(40_000), "Doposcuola"),
        Option("P2", Fraction(25_000), "Scuole aperte"),
        Option("P3", Fraction(30_000), "Campi estivi"),
        Option("P4", Fraction(1_000), "Calendario"),
        Option("P5", Fraction(5_000), "Lettura"),
    )
    ballots = [
        *[Ballot(f"E{n}", ("P1",)) for n in range(3)],
        *[Ballot(f"E{n}", ("P1", "P2", "P3")) for n in range(3, 6)],
        Ballot("E6", ("P2", "P3")),
        Ballot("E7", ("P5",)),
        Ballot("E8", ()),
        Ballot("E9", ()),
        Ballot("U1", ("P3",), "administration"),
        Ballot("U2", ("P3", "P4"), "administration"),
    ]
    return Election(options, tuple(ballots), Fraction(100_000))


def test_a_chosen_option_says_who_pays_and_how_much_at_most() -> None:
    """Six supporters, 40.000: 6.666,67 each, never said to be less than it is."""
    assert told(city())["P1"] == (
        "Scelta perché 6 enti la sostengono e insieme pagano i 40.000 € che costa, con al più "
        "6.667 € ciascuno."
    )
    assert told(city())["P5"] == "Scelta perché 1 ente la sostiene e paga i 5.000 € che costa."


def test_an_option_not_chosen_says_what_was_missing_and_where_the_money_went() -> None:
    """After the first, three supporters of the second have 3.333,33 left and one has 10.000."""
    sentences = told(city())
    assert sentences["P2"] == (
        "Non scelta perché costa 25.000 € e ai 4 enti che la sostengono restavano 20.000 €: ne "
        "mancano 5.000 €. Di questi, 3 avevano già usato parte della loro quota, soprattutto per "
        "«Doposcuola»."
    )
    assert sentences["P3"].endswith("È la preferita degli uffici, ma il loro voto non conta.")
    assert sentences["P4"] == "Non scelta perché nessun ente la sostiene."


def test_with_places_in_the_stead_of_money_it_speaks_of_shares() -> None:
    found = Election(
        (Option("A", title="Ascolto"), Option("B", title="Borse")),
        (*[Ballot(f"E{n}", ("A",)) for n in range(3)], Ballot("E3", ("B",))),
        Fraction(2),
    )
    sentences = told(found)
    assert sentences["A"] == (
        "Scelta perché 3 enti la sostengono e insieme bastano per un posto, con al più il 67 % "
        "della quota di ciascuno."
    )
    assert sentences["B"] == (
        "Non scelta perché all’ente che la sostiene restava il 50 % di quanto serve per un posto."
    )


def test_by_approvals_and_by_points_it_tells_support_and_place() -> None:
    found = Election(
        (Option("A"), Option("B")),
        (Ballot("E1", ("A",)), Ballot("E2", ("A", "B")), Ballot("E3", ())),
        Fraction(1),
    )
    sentences = told(found, Method("approval"))
    assert sentences["A"] == "Scelta perché ha il sostegno di 2 enti su 3 ed è al posto 1."
    assert sentences["B"] == (
        "Non scelta: ha il sostegno di 1 ente su 3 e le più votate prendono tutto."
    )
    sentences = told(found, Method("borda"))
    assert sentences["A"].startswith("Scelta perché ha 2,5 punti")
    assert sentences["B"].startswith("Non scelta: ha 0,5 punti")


def test_by_approvals_with_costs_it_tells_what_was_left() -> None:
    found = Election(
        (Option("A", Fraction("7.5")), Option("B", Fraction(3))),
        (Ballot("E1", ("A",)), Ballot("E2", ("A", "B"))),
        Fraction(10),
    )
    sentences = told(found, Method("approval"))
    assert sentences["A"].endswith("i 7,5 € che costa ci sono.")
    assert sentences["B"].endswith("e costa 3 €, ma scelte le più votate restavano 2,5 €.")


def test_a_draw_is_said_to_both() -> None:
    found = Election(
        (Option("A", title="Ascolto"), Option("B", title="Borse")),
        (Ballot("E1", ("A", "B")), Ballot("E2", ("B", "A"))),
        Fraction(1),
    )
    first, second = drawn(SEED, "AB")
    for method in (SHARES, Method("approval"), Method("borda")):
        sentences = told(found, method)
        titles = {"A": "Ascolto", "B": "Borse"}
        assert f"alla pari con «{titles[second]}»: ha deciso il sorteggio" in sentences[first]
        assert f"alla pari con «{titles[first]}»: ha deciso il sorteggio" in sentences[second]


def test_when_the_offices_prefer_several_none_is_the_preferred() -> None:
    found = Election(
        (Option("A"), Option("B")),
        (Ballot("U1", ("A", "B"), "administration"),),
        Fraction(1),
    )
    assert told(found)["A"].endswith("È tra le preferite degli uffici, ma il loro voto non conta.")


@given(elections(), st.sampled_from(METHODS), seeds)
def test_every_option_has_its_sentence_and_the_sums_in_it_add_up(
    found: Election, method: Method, seed: bytes
) -> None:
    outcome = count(found, method, seed)
    sentences = explain(found, outcome, FIGURES)
    assert list(sentences) == list(found.by_id)
    for one, sentence in sentences.items():
        assert sentence.startswith("Scelta" if one in outcome.chosen else "Non scelta")
        if "mancano" in sentence:
            cost, left, missing = (
                Decimal(word.replace(",", ".")) for word in re.findall(r"([\d,]+) €", sentence)
            )
            assert left + missing == cost
            assert missing > 0
