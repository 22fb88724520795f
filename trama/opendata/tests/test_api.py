"""The read API: what is public answers, what is not is never there, and errors say why."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from trama.core import clock
from trama.core.privacy import REGISTER
from trama.notices.models import Notice, NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.opendata import rules
from trama.opendata.api import limits, schemas
from trama.opendata.api.limits import Quota
from trama.opendata.tests.conftest import Ask
from trama.organizations.models import Organization, OrganizationStatus
from trama.organizations.tests.factories import OrganizationFactory
from trama.screening.models import AdmissionList

PROBLEM = "application/problem+json"


def codes(answer: object) -> list[str]:
    return [one["code"] for one in answer.json()["items"]]  # type: ignore[attr-defined]  # a response


# ---------------------------------------------------------------- notices


def test_anybody_reads_the_open_notices_with_their_deadline(ask: Ask, notice: Notice) -> None:
    answer = ask("/notices", phase="open").json()
    assert answer["total_items"] == 1
    found = answer["items"][0]
    assert found["code"] == notice.code
    assert found["open_now"] is True
    assert found["closes_at"].endswith("Z")
    assert found["page_url"].endswith(f"/avvisi/{notice.code}/")


def test_drafts_and_unpublished_notices_are_not_there(ask: Ask, notice: Notice) -> None:
    draft = NoticeFactory.create()
    gone = NoticeFactory.create(published=True, unpublished_at=clock.now())
    assert codes(ask("/notices")) == [notice.code]
    for hidden in (draft, gone):
        assert ask(f"/notices/{hidden.code}").status_code == 404
        assert ask(f"/notices/{hidden.code}/admission-list").status_code == 404


def test_filters_narrow_the_list(ask: Ask, notice: Notice) -> None:
    closed = NoticeFactory.create(closed=True, title="Casa e fragilità")
    assert codes(ask("/notices", phase="under_way")) == [closed.code]
    assert codes(ask("/notices", q="fragilità")) == [closed.code]
    assert codes(ask("/notices", type="CODESIGN")) == []
    assert codes(ask("/notices", strand="nessuno")) == []
    assert ask("/notices", phase="concluded").json()["total_pages"] == 0


def test_a_notice_whose_deadline_passed_is_not_open_even_before_the_job_closes_it(
    ask: Ask, notice: Notice
) -> None:
    Notice.objects.filter(pk=notice.pk).update(closes_at=clock.now() - timedelta(seconds=2))
    assert Notice.objects.get(pk=notice.pk).status == NoticeStatus.PUBLISHED
    assert ask(f"/notices/{notice.code}").json()["open_now"] is False


def test_a_notice_is_read_whole_before_registering(ask: Ask, notice: Notice) -> None:
    found = ask(f"/notices/{notice.code}").json()
    assert [one["kind"] for one in found["sections"]][:2] == ["object", "requirements"]
    assert found["sections"][0]["title"] == "Di che cosa si tratta"
    assert found["sections"][0]["text"]
    experience = next(one for one in found["requirements"] if one["kind"] == "experience")
    assert experience["parameters"] == {"theme": "child-poverty", "months": 24}
    assert len(found["questions"]) == 5
    assert [one["code"] for one in found["documents"]] == ["statuto", "patto"]
    assert found["act"]["kind"] == "DD"
    assert found["admission_list_url"] is None


def test_the_list_is_there_only_once_published(
    ask: Ask, notice: Notice, listed: AdmissionList, organization: Organization
) -> None:
    answer = ask(f"/notices/{notice.code}/admission-list").json()
    row = answer["rows"][0]
    assert (row["organization"], row["outcome"]) == (str(organization.uid), "admitted")
    assert answer["act"]["number"] == listed.act.number if listed.act else False
    found = ask(f"/notices/{notice.code}").json()
    assert found["admission_list_url"].endswith(f"/avvisi/{notice.code}/elenco/")


def test_before_publication_there_is_no_list(ask: Ask, notice: Notice) -> None:
    answer = ask(f"/notices/{notice.code}/admission-list")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


# ---------------------------------------------------------------- bodies


def test_bodies_are_found_by_words_and_show_no_personal_field(ask: Ask) -> None:
    body = OrganizationFactory.create(
        name="La Corte dei Gelsi APS", email="bruno@gelsi.example", phone="0200000000"
    )
    OrganizationFactory.create(name="Altro Ente ODV")
    answer = ask("/organizations", q="gelsi")
    assert [one["uid"] for one in answer.json()["items"]] == [str(body.uid)]
    one = ask(f"/organizations/{body.uid}")
    for shown in (answer, one):
        assert b"bruno@gelsi" not in shown.content
        assert b"0200000000" not in shown.content


def test_no_field_declared_personal_is_in_the_contract() -> None:
    for model, schema in (
        (Organization, schemas.OrganizationOut),
        (Notice, schemas.NoticeDetailOut),
    ):
        assert not set(REGISTER[model].personal) & set(schema.model_fields)


def test_what_is_not_known_is_null_and_never_an_empty_text(ask: Ask) -> None:
    body = OrganizationFactory.create(pec="", city="", codice_fiscale=None)
    found = ask(f"/organizations/{body.uid}").json()
    assert [found[name] for name in ("pec", "city", "codice_fiscale", "runts_section")] == [
        None
    ] * 4


def test_when_no_name_has_the_words_it_says_these_are_the_nearest(ask: Ask) -> None:
    OrganizationFactory.create(name="La Corte dei Gelsi APS")
    answer = ask("/organizations", q="corte dei gelsy").json()
    assert (answer["nearest"], answer["total_items"]) == (True, 1)
    assert ask("/organizations", q="corte").json()["nearest"] is False


def test_a_closed_body_is_in_no_list_but_keeps_its_address(ask: Ask) -> None:
    body = OrganizationFactory.create(status=OrganizationStatus.CLOSED)
    assert ask("/organizations").json()["total_items"] == 0
    assert ask(f"/organizations/{body.uid}").json()["status"] == "closed"


def test_pages_hold_every_body_once(ask: Ask) -> None:
    OrganizationFactory.create_batch(7)
    pages = [ask("/organizations", page=n, page_size=3).json() for n in (1, 2, 3, 4)]
    assert [len(one["items"]) for one in pages] == [3, 3, 1, 0]
    assert len({row["uid"] for one in pages for row in one["items"]}) == 7
    assert {one["total_pages"] for one in pages} == {3}


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("path", "queries"), [("/notices", 2), ("/organizations", 2)])
def test_a_page_costs_the_same_however_long(
    ask: Ask, rows: int, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NoticeFactory.create_batch(rows, published=True)
    OrganizationFactory.create_batch(rows)
    with (
        mock.patch.object(limits, "take", return_value=Quota(9, 1, 9)),
        django_assert_num_queries(queries),
    ):
        assert len(ask(path).json()["items"]) == rows


# ---------------------------------------------------------------- errors and quota


@pytest.mark.parametrize(
    ("path", "parameters", "at_fault"),
    [
        ("/notices", {"page": "0"}, "page"),
        ("/notices", {"page": "x"}, "page"),
        ("/notices", {"page_size": "1000"}, "page_size"),
        ("/notices", {"type": "NOPE"}, "type"),
        ("/notices", {"strand": "a\x00b"}, "strand"),
        ("/notices", {"fase": "open"}, "fase"),
        ("/organizations", {"letter": "aa"}, "letter"),
        ("/organizations/non-un-uuid", {}, "uid"),
        ("/notices/a%00b", {}, "code"),
        ("/status", {"x": "1"}, "x"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    ask: Ask, path: str, parameters: dict[str, str], at_fault: str
) -> None:
    answer = ask(path, **parameters)
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    body = answer.json()
    assert body["status"] == 422
    assert [one["parameter"] for one in body["errors"]] == [at_fault]
    assert at_fault in body["detail"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(words=st.text(max_size=120), city=st.text(max_size=120))
def test_no_words_break_it(client: Client, db: None, words: str, city: str) -> None:
    for path, parameters in (
        ("/organizations", {"q": words, "city": city}),
        ("/notices", {"q": words}),
    ):
        with mock.patch.object(rules, "REQUESTS_PER_MINUTE", 10**6):
            answer = client.get(f"/api/v1{path}", parameters)
        assert answer.status_code in {200, 422}


@pytest.mark.parametrize("path", ["/", "/nothing", "/notices/", "/notices/a/b/c", "/.env"])
def test_an_address_that_is_not_there_is_a_problem_and_no_page(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_nothing_writes(client: Client, db: None, method: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)("/api/v1/notices")
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert answer["Allow"] == "GET, HEAD"


def test_head_answers_as_get_without_the_content(client: Client, db: None) -> None:
    answer = client.head("/api/v1/notices")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"]


def test_who_has_the_answer_already_is_not_sent_it_again(client: Client, notice: Notice) -> None:
    first = client.get("/api/v1/notices")
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get("/api/v1/notices", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Notice.objects.filter(pk=notice.pk).update(closes_at=notice.closes_at + timedelta(days=1))  # type: ignore[operator]  # it has one
    changed = client.get("/api/v1/notices", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_too_many_questions_in_a_minute_are_told_when_to_come_back(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REQUESTS_PER_MINUTE", 2)
    monkeypatch.setattr("trama.opendata.api.limits.time.time", lambda: 1_800_000_015)
    left = [ask("/status")["X-RateLimit-Remaining"] for _ in range(2)]
    refused = ask("/status")
    assert left == ["1", "0"]
    assert (refused.status_code, refused["Content-Type"]) == (429, PROBLEM)
    assert refused["Retry-After"] == refused["X-RateLimit-Reset"] == "45"


def test_the_count_is_of_an_address_and_does_not_keep_it(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REQUESTS_PER_MINUTE", 1)
    monkeypatch.setattr("trama.opendata.api.limits.time.time", lambda: 1_800_000_000)
    answers = [
        client.get("/api/v1/status", REMOTE_ADDR=address).status_code
        for address in ("203.0.113.1", "203.0.113.1", "203.0.113.2")
    ]
    assert answers == [200, 429, 200]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM core_cache")
        assert not [key for (key,) in cursor.fetchall() if "203.0.113" in key]


def test_without_the_database_the_status_is_a_problem(ask: Ask) -> None:
    with mock.patch("trama.opendata.api.status.connection.cursor", side_effect=DatabaseError):
        answer = ask("/status")
    assert (answer.status_code, answer["Content-Type"]) == (503, PROBLEM)
    assert answer["Retry-After"] == "30"
    assert ask("/status").json() == {"status": "ok"}
