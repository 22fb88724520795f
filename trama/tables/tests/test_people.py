"""Nobody is named at the tables: families, people, codes, telephones."""

import pytest

from trama.tables.rules.people import naming


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lo chiede la famiglia Rossi di via Padova.", "famiglia Rossi"),
        ("Famiglia Bianchi: tre figli.", "Famiglia Bianchi"),
        ("È vero. Signora Anna lo dice.", "Signora Anna"),
        ("Parlano i coniugi De Luca.", "coniugi De Luca"),
        ("Ne parla la sig.ra Verdi.", "sig.ra Verdi"),
        ("Il bambino Karim non ha posto.", "bambino Karim"),
        ("Il codice è RSSMRA85T10A562S.", "RSSMRA85T10A562S"),
        ("Chiamate il 333 1234567.", "333 1234567"),
    ],
)
def test_what_names_somebody_is_found(text: str, found: str) -> None:
    (said,) = naming(text)
    assert found in said


@pytest.mark.parametrize(
    "text",
    [
        "Le famiglie che lavorano il sabato non sanno a chi lasciare i figli.",
        "Lo Spazio Famiglia Bovisa è pieno.",
        "La Casa del Bambino Gratosoglio apre alle 8.",
        "Servono 30 posti in via Padova, dal 2026 al 2028.",
        "La famiglia è sola.",
        "Il codice fiscale dell’ente è 99900010010.",
    ],
)
def test_places_and_families_in_general_are_not_people(text: str) -> None:
    assert naming(text) == []
