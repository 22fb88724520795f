from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.applications.models import ApplicationBasis, ApplicationStatus, AttachmentPurpose
from trama.ledger.models import DocumentStatus
from trama.notices.models import Channel, PecInstant, RequirementKind
from trama.organizations.models import LegalType
from trama.screening.models import CaseStatus, Verdict
from trama.screening.rules import (
    Facts,
    Given,
    Period,
    Standing,
    check,
    in_time,
    valid_istanza,
    why_not_admit,
    why_not_notify,
    why_not_refuse,
    why_not_reopen,
)

NOON = datetime(2023, 5, 15, 10, 0, tzinfo=UTC)  # ore 12:00 in Rome
THEME = "child-poverty"

FACTS = Facts(
    status=ApplicationStatus.SUBMITTED,
    channel=Channel.WEB,
    basis=ApplicationBasis.DIGITAL_IDENTITY,
    presented_at=NOON - timedelta(minutes=18),
    closes_at=NOON,
    pec_instant="",
    legal_type=LegalType.APS,
    runts_number="48213",
    runts_enrolled_on=date(2022, 3, 21),
    runts_ended_on=None,
    art5_letters=["a", "q"],
    periods=[Period(THEME, date(2020, 1, 1), date(2022, 1, 31))],
    documents=[Given(AttachmentPurpose.SLOT, "patto", DocumentStatus.CHECKED, "patto.pdf", "u")],
)


def slot(status: str) -> list[Given]:
    return [Given(AttachmentPurpose.SLOT, "patto", status, "patto.pdf", "u")]


TABLE: list[tuple[str, dict[str, object], dict[str, Any], str]] = [
    # legal type
    ("legal_type", {"types": ["APS"]}, {}, Verdict.OK),
    ("legal_type", {"types": ["ODV"]}, {}, Verdict.MISSING),
    ("legal_type", {"types": ["APS"]}, {"legal_type": LegalType.UNKNOWN}, Verdict.TO_JUDGE),
    (
        "legal_type",
        {"types": ["ENTE_PUBBLICO"]},
        {"legal_type": LegalType.PUBLIC_BODY},
        Verdict.MISSING,
    ),
    ("legal_type", {"types": ["ONLUS_TRANS"]}, {"legal_type": LegalType.ONLUS}, Verdict.OK),
    (
        "legal_type",
        {"types": ["ONLUS_TRANS"]},
        {"legal_type": LegalType.ONLUS, "closes_at": datetime(2026, 4, 1, 10, tzinfo=UTC)},
        Verdict.MISSING,
    ),
    ("legal_type", {}, {}, Verdict.MISSING),
    # RUNTS on the reference date
    ("runts", {}, {}, Verdict.OK),
    ("runts", {}, {"runts_number": ""}, Verdict.TO_JUDGE),
    ("runts", {}, {"runts_enrolled_on": None}, Verdict.TO_JUDGE),
    ("runts", {}, {"runts_enrolled_on": date(2023, 5, 15)}, Verdict.OK),
    ("runts", {}, {"runts_enrolled_on": date(2023, 5, 16)}, Verdict.MISSING),
    ("runts", {}, {"runts_ended_on": date(2023, 5, 15)}, Verdict.MISSING),
    ("runts", {}, {"runts_ended_on": date(2023, 5, 16)}, Verdict.OK),
    ("runts", {}, {"legal_type": LegalType.ONLUS, "runts_number": ""}, Verdict.OK),
    # art. 5
    ("art5", {"letters": ["q", "z"]}, {}, Verdict.OK),
    ("art5", {"letters": ["z"]}, {}, Verdict.MISSING),
    ("art5", {"letters": ["q"]}, {"art5_letters": []}, Verdict.TO_JUDGE),
    # experience: 25 months
    ("experience", {"theme": THEME, "months": 25}, {}, Verdict.OK),
    ("experience", {"theme": THEME, "months": 26}, {}, Verdict.MISSING),
    ("experience", {"theme": "housing", "months": 1}, {}, Verdict.MISSING),
    ("experience", {"theme": "housing", "months": 1}, {"channel": Channel.PEC}, Verdict.TO_JUDGE),
    # documents
    ("document", {"slot": "patto"}, {}, Verdict.OK),
    ("document", {"slot": "statuto"}, {}, Verdict.MISSING),
    ("document", {"slot": "statuto"}, {"channel": Channel.PEC}, Verdict.TO_JUDGE),
    ("document", {"slot": "patto"}, {"documents": slot(DocumentStatus.REFUSED)}, Verdict.IRREGULAR),
    ("document", {"slot": "patto"}, {"documents": slot(DocumentStatus.RECEIVED)}, Verdict.TO_JUDGE),
    ("judged", {}, {}, Verdict.TO_JUDGE),
]


@pytest.mark.parametrize(("kind", "parameters", "facts", "verdict"), TABLE)
def test_each_requirement_is_judged_as_it_stood_on_the_deadline(
    kind: str, parameters: dict[str, object], facts: dict[str, Any], verdict: str
) -> None:
    finding = check(kind, replace(FACTS, **facts), parameters)
    assert finding.verdict == verdict
    assert finding.fact


def test_every_kind_of_requirement_has_its_rule() -> None:
    for kind in RequirementKind.values:
        assert check(kind, FACTS, {}).fact


def test_a_late_application_says_by_how_much_and_by_which_clock() -> None:
    late = replace(
        FACTS,
        status=ApplicationStatus.LATE,
        channel=Channel.PEC,
        pec_instant=PecInstant.ACCEPTED,
        presented_at=NOON + timedelta(seconds=1),
    )
    finding = in_time(late)
    assert finding.verdict == Verdict.MISSING
    assert "1 secondo dopo la scadenza" in finding.fact
    assert "ricevuta di accettazione" in finding.fact
    assert finding.evidence[0]["kind"] == "message"


def test_in_time_is_said_with_the_distance() -> None:
    assert "18 minuti prima della scadenza" in in_time(FACTS).fact


@pytest.mark.parametrize(
    ("basis", "verdict"),
    [
        (ApplicationBasis.DIGITAL_IDENTITY, Verdict.OK),
        (ApplicationBasis.OWN_PEC, Verdict.OK),
        (ApplicationBasis.OTHER_PEC, Verdict.TO_JUDGE),
        (ApplicationBasis.SIGNED_FILE, Verdict.TO_JUDGE),
        (ApplicationBasis.HANDWRITTEN, Verdict.TO_JUDGE),
        ("", Verdict.TO_JUDGE),
    ],
)
def test_a_valid_istanza_is_known_by_how_it_was_signed(basis: str, verdict: str) -> None:
    assert valid_istanza(replace(FACTS, basis=basis)).verdict == verdict


days = st.dates(date(2000, 1, 1), date(2030, 12, 31))
spans = st.lists(st.tuples(days, days).map(sorted), min_size=1, max_size=8)


def months(periods: list[Period], needed: int) -> bool:
    facts = replace(FACTS, periods=periods)
    return check("experience", facts, {"theme": THEME, "months": needed}).verdict == Verdict.OK


@given(spans, st.integers(1, 300))
def test_saying_the_same_project_twice_adds_no_month(rows: list[list[date]], needed: int) -> None:
    once = [Period(THEME, start, end) for start, end in rows]
    assert months(once, needed) == months(once + once, needed)


@given(spans, st.integers(1, 300))
def test_days_after_the_deadline_add_no_month(rows: list[list[date]], needed: int) -> None:
    reference = FACTS.reference
    whole = [Period(THEME, start, end) for start, end in rows]
    cut = [Period(THEME, start, min(end, reference)) for start, end in rows if start <= reference]
    assert months(whole, needed) == (bool(cut) and months(cut, needed))


@given(spans, st.integers(1, 300))
def test_more_experience_never_harms(rows: list[list[date]], needed: int) -> None:
    periods = [Period(THEME, start, end) for start, end in rows]
    if months(periods[:-1], needed):
        assert months(periods, needed)


# ---------------------------------------------------------------- outcomes

TODAY = date(2026, 11, 22)
GOOD = [Verdict.OK, Verdict.NOT_APPLICABLE]
BAD = [Verdict.OK, Verdict.MISSING]
OPEN = [Verdict.OK, Verdict.TO_JUDGE]
NOTICED = CaseStatus.REJECTION_NOTICED


@pytest.mark.parametrize(
    ("standing", "admit", "notify", "refuse"),
    [
        (Standing(CaseStatus.IN_SCREENING, [], TODAY), False, False, False),
        (Standing(CaseStatus.IN_SCREENING, OPEN, TODAY), False, False, False),
        (Standing(CaseStatus.IN_SCREENING, GOOD, TODAY), True, False, False),
        (Standing(CaseStatus.IN_SCREENING, BAD, TODAY), False, True, False),
        (Standing(NOTICED, BAD, TODAY), False, False, False),
        (Standing(NOTICED, BAD, TODAY, due_on=TODAY), False, False, False),
        (Standing(NOTICED, BAD, TODAY, due_on=date(2026, 11, 21)), False, False, True),
        (Standing(NOTICED, BAD, TODAY, due_on=TODAY, observed=True), False, False, True),
        (Standing(NOTICED, BAD, TODAY, observed=True, unannounced=1), False, False, False),
        (Standing(NOTICED, GOOD, TODAY, observed=True), True, False, False),
        (Standing(CaseStatus.ADMITTED, GOOD, TODAY), False, False, False),
        (Standing(CaseStatus.NOT_ADMITTED, BAD, TODAY, observed=True), False, False, False),
    ],
)
def test_an_act_of_the_outcome_is_open_or_says_why_not(
    standing: Standing, admit: bool, notify: bool, refuse: bool
) -> None:
    assert (why_not_admit(standing) == "") is admit
    assert (why_not_notify(standing) == "") is notify
    assert (why_not_refuse(standing) == "") is refuse


verdicts = st.lists(st.sampled_from(Verdict.values), max_size=9)


@given(st.sampled_from(CaseStatus.values), verdicts, st.booleans(), st.none() | st.just(TODAY))
def test_no_case_may_be_both_admitted_and_refused(
    status: str, found: list[str], observed: bool, due_on: date | None
) -> None:
    standing = Standing(status, found, TODAY, due_on, observed)
    assert why_not_admit(standing) or why_not_refuse(standing)
    if Verdict.TO_JUDGE in found:
        assert why_not_admit(standing)
        assert why_not_notify(standing)
        assert why_not_refuse(standing)


def test_a_decided_case_reopens_until_the_list_is_published() -> None:
    decided = Standing(CaseStatus.ADMITTED, GOOD, TODAY)
    assert why_not_reopen(decided) == ""
    assert "nuovo atto" in why_not_reopen(replace(decided, list_published=True))
    assert why_not_reopen(Standing(NOTICED, BAD, TODAY)) == ""
    assert why_not_reopen(Standing(CaseStatus.IN_SCREENING, GOOD, TODAY))
