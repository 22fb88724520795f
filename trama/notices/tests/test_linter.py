"""The linter on plain facts: a complete notice passes, each lack is found where it is."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.notices.rules import Finding, NoticeFacts, RequirementFacts, Severity, lint
from trama.notices.rules.words import score_words, tender_signs

ROME = ZoneInfo("Europe/Rome")
CLOSES = datetime(2023, 5, 15, 12, 0, tzinfo=ROME)
COMPLETE = NoticeFacts(
    type="COPROGRAMMING",
    title="Povertà minorile",
    summary="Cerchiamo enti.",
    sections={
        "object": "Leggiamo i bisogni.",
        "requirements": "Enti del Terzo settore.",
        "how_to_apply": "Per PEC.",
        "ip_release": "Le proposte sono libere.",
        "times": "Da fine maggio. C’è un incontro di presentazione.",
        "conclusion": "Una sintesi.",
        "publicity": "Tutto qui.",
        "privacy": "I dati servono a questo.",
        "forum": "TAR, sessanta giorni.",
    },
    requirements=(RequirementFacts("runts", "Iscrizione al RUNTS"),),
    art5_letters=("a",),
    has_officer=True,
    channels=("web", "pec"),
    signing_modes=("signed_file",),
    pec_address="a@pec.example",
    pec_instant="accepted",
    opens_at=CLOSES - timedelta(days=25),
    closes_at=CLOSES,
    questions_until=CLOSES - timedelta(days=5),
)
CODESIGN = replace(
    COMPLETE,
    type="CODESIGN",
    sections={
        **COMPLETE.sections,
        **dict.fromkeys(
            ["purpose", "duration", "economics", "conflicts", "phases", "criteria"], "Testo."
        ),
    },
    cup="B49E19001440009",
    has_programming_act=True,
)


def without(section: str) -> dict[str, str]:
    return {kind: body for kind, body in COMPLETE.sections.items() if kind != section}


def said(section: str, body: str) -> dict[str, Any]:
    return {"sections": {**COMPLETE.sections, section: body}}


def found(facts: NoticeFacts) -> list[tuple[str, Severity, str]]:
    return [(finding.code, finding.severity, finding.where) for finding in lint(facts)]


@pytest.mark.parametrize("facts", [COMPLETE, CODESIGN])
def test_a_complete_notice_has_nothing_to_be_mended(facts: NoticeFacts) -> None:
    assert found(facts) == []


BLOCK, STRONG, WARN, INFO = Severity.BLOCK, Severity.STRONG, Severity.WARN, Severity.INFO


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        *(
            ({"sections": without(kind)}, ("R-NOT-01", BLOCK, f"section:{kind}"))
            for kind in ["object", "requirements", "how_to_apply", "ip_release", "conclusion"]
        ),
        (said("object", "  \n "), ("R-NOT-01", BLOCK, "section:object")),
        ({"art5_letters": ()}, ("R-NOT-01", BLOCK, "art5_letters")),
        ({"requirements": ()}, ("R-NOT-01", BLOCK, "requirements")),
        (
            {"requirements": (RequirementFacts("document", "Patto", {"slot": "patto"}),)},
            ("R-NOT-01", BLOCK, "requirements"),
        ),
        (said("object", "Chi vince va in graduatoria."), ("R-NOT-02", BLOCK, "section:object")),
        (said("object", "Non fa graduatorie."), ("R-NOT-02", WARN, "section:object")),
        ({"title": "Aggiudicazione"}, ("R-NOT-02", BLOCK, "title")),
        (
            {"requirements": (RequirementFacts("judged", "Punteggio minimo 60"),)},
            ("R-NOT-02", BLOCK, "requirements"),
        ),
        ({"opens_at": CLOSES - timedelta(days=19)}, ("R-NOT-03", WARN, "closes_at")),
        ({"opens_at": CLOSES - timedelta(days=9)}, ("R-NOT-03", STRONG, "urgency_reason")),
        (
            {"opens_at": CLOSES - timedelta(days=9), "urgency_reason": "Fondi in scadenza"},
            ("R-NOT-03", WARN, "closes_at"),
        ),
        ({"questions_until": None}, ("R-NOT-04", WARN, "questions_until")),
        (
            {"questions_until": CLOSES + timedelta(seconds=1)},
            ("R-NOT-04", BLOCK, "questions_until"),
        ),
        (said("times", "Da maggio."), ("R-NOT-12", INFO, "section:times")),
        ({"has_officer": False}, ("R-NOT-11", BLOCK, "officer")),
        ({"closes_at": None, "opens_at": None}, ("R-NOT-11", BLOCK, "closes_at")),
        ({"channels": ()}, ("R-NOT-11", BLOCK, "channels")),
        ({"pec_address": ""}, ("R-NOT-11", BLOCK, "pec_address")),
        ({"pec_instant": ""}, ("R-NOT-11", BLOCK, "pec_instant")),
        ({"signing_modes": ()}, ("R-NOT-11", BLOCK, "signing_modes")),
        ({"sections": without("privacy")}, ("R-NOT-11", BLOCK, "section:privacy")),
        ({"sections": without("forum")}, ("R-NOT-11", BLOCK, "section:forum")),
        (
            {"closes_at": datetime(2023, 5, 14, 12, tzinfo=ROME)},  # a Sunday
            ("R-NOT-11", WARN, "closes_at"),
        ),
        (
            {"closes_at": datetime(2023, 5, 13, 12, tzinfo=ROME)},  # a Saturday
            ("R-NOT-11", WARN, "closes_at"),
        ),
        (
            {"requirements": (RequirementFacts("judged", "Fatturato di 100.000 euro"),)},
            ("R-NOT-10", WARN, "requirements"),
        ),
        (
            {"requirements": (RequirementFacts("experience", "Anni", {"months": 60}),)},
            ("R-NOT-10", WARN, "requirements"),
        ),
        (
            said("object", "Il monte ore è 900, al minor prezzo."),
            ("R-NOT-08", WARN, "sections"),
        ),
    ],
)
def test_each_lack_is_found_where_it_is(
    changes: dict[str, Any], finding: tuple[str, Severity, str]
) -> None:
    assert finding in found(replace(COMPLETE, **changes))


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"cup": ""}, ("R-NOT-05", BLOCK, "cup")),
        ({"has_programming_act": False}, ("R-NOT-06", BLOCK, "programming_acts")),
        (
            {"has_programming_act": False, "programming_reason": "Il piano è in arrivo."},
            ("R-NOT-06", STRONG, "programming_reason"),
        ),
    ],
)
def test_a_codesign_rests_on_money_that_is_traced_and_on_programming(
    changes: dict[str, Any], finding: tuple[str, Severity, str]
) -> None:
    assert finding in found(replace(CODESIGN, **changes))


def test_a_codesign_may_speak_of_scores() -> None:
    sections = {**CODESIGN.sections, "criteria": "Il punteggio massimo è 100."}
    assert "R-NOT-02" not in {
        finding.code for finding in lint(replace(CODESIGN, sections=sections))
    }


def test_what_blocks_comes_first() -> None:
    findings: list[Finding] = lint(NoticeFacts(type="COPROGRAMMING"))
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] == Severity.BLOCK


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non fa graduatorie", [True]),
        ("non si danno punteggi", [True]),
        ("nessuna graduatoria", [True]),
        ("senza alcun punteggio", [True]),
        ("Non si paga. La graduatoria è pubblica", [False]),
        ("chi non ha i requisiti minimi esce dalla graduatoria", [False]),
        ("GRADUATORIA", [False]),
        ("contropunteggio e graduatoriale", []),
        ("una classe, un classico", []),
    ],
)
def test_a_word_under_a_negation_is_told_apart(text: str, expected: list[bool]) -> None:
    assert [word.is_negated for word in score_words(text)] == expected


@given(st.text())
def test_no_text_breaks_the_reading_of_words(text: str) -> None:
    list(score_words(text))
    tender_signs(text)
