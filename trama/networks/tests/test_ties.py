"""Ties as members declare them: by link, twice, too late, of themselves; confirmed by both."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Enter
from trama.accounts.models import User
from trama.accounts.queries import today
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.lifecycle import create_link
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.networks.emails import TIES
from trama.networks.lifecycle import ties as lifecycle
from trama.networks.lifecycle.ties import Statement
from trama.networks.models import (
    MemberStatus,
    Network,
    NetworkMembership,
    NetworkTie,
    SurveyStatus,
    TieDeclaration,
    TieQuestionnaire,
    TieSurvey,
)
from trama.networks.queries.ties import progress, unconfirmed
from trama.networks.tasks.jobs import close_surveys
from trama.networks.tests.factories import (
    NetworkFactory,
    NetworkMembershipFactory,
    TieSurveyFactory,
)

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


@pytest.fixture
def survey(
    network: Network, his: NetworkMembership, parish: NetworkMembership, lead: NetworkMembership
) -> TieSurvey:
    """A round among Bruno's body, the parish and Nadia's body."""
    return TieSurveyFactory.create(network=network)


def paper(survey: TieSurvey, member: NetworkMembership) -> TieQuestionnaire:
    return TieQuestionnaire.objects.select_related("survey__network", "member").get(
        survey=survey, member=member
    )


def says(about: NetworkMembership, intensity: int = 2, **more: Any) -> Statement:
    return Statement(about, intensity, more.pop("kinds", ["referral"]), **more)


def link_of(questionnaire: TieQuestionnaire) -> str:
    url = create_link(
        TIES, addressee="x@posta.example", thing=questionnaire, at=clock.now(), days=5
    )
    return "/" + url.split("/", 3)[3]


def form_of(**members: tuple[NetworkMembership, dict[str, Any]]) -> dict[str, Any]:
    """The fields of a questionnaire, as a browser sends them."""
    return {
        f"{member.uid}-{name}": value
        for member, fields in members.values()
        for name, value in fields.items()
    }


# ---------------------------------------------------------------- the round


def test_a_round_asks_the_members_of_today_each_with_a_link(
    network: Network, his: NetworkMembership, parish: NetworkMembership, nadia: User
) -> None:
    NetworkMembershipFactory.create(network=network, status=MemberStatus.INACTIVE)
    mute = NetworkMembershipFactory.create(network=network, email="")
    survey = lifecycle.open_survey(
        network,
        since=date(2026, 1, 1),
        until=date(2026, 6, 30),
        closes_on=today() + timedelta(days=14),
        actor=nadia,
    )
    asked = set(survey.questionnaires.values_list("member", flat=True))
    assert {his.pk, parish.pk, mute.pk} <= asked
    assert len(asked) == 4
    assert OutgoingMessage.objects.filter(purpose=TIES).count() == 3  # one has no address
    assert SignedLink.objects.filter(purpose=TIES).count() == 3
    assert progress(survey).rate == 0


def test_one_round_at_a_time_with_a_term_and_with_somebody_to_ask(
    survey: TieSurvey, network: Network, nadia: User
) -> None:
    days = {"since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    soon = today() + timedelta(days=3)
    with pytest.raises(ActRefused, match="già una rilevazione aperta"):
        lifecycle.open_survey(network, **days, closes_on=soon, actor=nadia)
    lonely = NetworkFactory.create()
    NetworkMembershipFactory.create(network=lonely)
    with pytest.raises(ActRefused, match="meno di due membri"):
        lifecycle.open_survey(lonely, **days, closes_on=soon, actor=nadia)
    with pytest.raises(ActRefused, match="è oggi o è passato"):
        lifecycle.open_survey(lonely, **days, closes_on=today(), actor=nadia)
    with pytest.raises(ActRefused, match="finisce prima"):
        lifecycle.open_survey(
            lonely, since=days["until"], until=days["since"], closes_on=soon, actor=nadia
        )


def test_reminders_go_to_the_silent_and_not_every_day(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership, nadia: User,
    stop_clock: StopClock,
) -> None:  # fmt: skip
    lifecycle.answer(paper(survey, his), [says(parish)], actor=None)
    assert lifecycle.remind(survey, actor=nadia) == 2
    recipients = set(OutgoingMessage.objects.values_list("recipient", flat=True))
    assert recipients == {"parrocchia@posta.example", "rete@sottocasa.example"}
    with pytest.raises(ActRefused, match="meno di tre giorni"):
        lifecycle.remind(survey, actor=nadia)
    stop_clock(clock.now() + timedelta(days=4))
    assert lifecycle.remind(survey, actor=nadia) == 2


def test_a_round_closes_once_by_hand_or_when_its_days_are_over(
    survey: TieSurvey, nadia: User, stop_clock: StopClock
) -> None:
    close_surveys(0)
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.OPEN
    stop_clock(clock.now() + timedelta(days=12))
    close_surveys(0)
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.CLOSED
    close_surveys(0)
    with pytest.raises(MoveRefused):
        lifecycle.close_survey(survey, actor=nadia)
    assert Event.objects.filter(verb="close").count() == 1


# ---------------------------------------------------------------- what members say


def test_a_tie_is_confirmed_when_both_say_it_and_one_row_holds_it(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    lifecycle.answer(paper(survey, his), [says(parish)], actor=None)
    tie = NetworkTie.objects.get()
    assert tie.confirmed_at is None
    (waiting,) = unconfirmed(survey)
    assert (waiting.declared_by, waiting.other) == (his, parish)
    lifecycle.answer(paper(survey, parish), [says(his, 1, kinds=["resource"])], actor=None)
    tie = NetworkTie.objects.get()
    assert tie.confirmed_at is not None
    assert tie.declarations.count() == 2
    assert not unconfirmed(survey)


def test_taking_a_word_back_takes_the_confirmation_back(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership, lead: NetworkMembership
) -> None:
    lifecycle.answer(paper(survey, his), [says(parish), says(lead)], actor=None)
    lifecycle.answer(paper(survey, parish), [says(his)], actor=None)
    lifecycle.answer(paper(survey, parish), [says(his, 0)], actor=None)
    tie = NetworkTie.objects.get(first__in=[his, parish], second__in=[his, parish])
    assert tie.confirmed_at is None
    lifecycle.answer(paper(survey, his), [], actor=None)
    assert NetworkTie.objects.get() == tie  # the parish still says «no exchange»
    lifecycle.answer(paper(survey, parish), [], actor=None)
    assert not NetworkTie.objects.exists()
    assert progress(survey).answered == 2  # an empty answer is an answer


def test_a_tie_with_oneself_is_refused_in_words_and_by_the_database(
    survey: TieSurvey, his: NetworkMembership
) -> None:
    with pytest.raises(ActRefused, match="con sé stessi"):
        lifecycle.answer(paper(survey, his), [says(his)], actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkTie.objects.create(survey=survey, first=his, second=his)


def test_the_same_pair_twice_is_one(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    with pytest.raises(ActRefused, match="due volte"):
        lifecycle.answer(paper(survey, his), [says(parish), says(parish, 1)], actor=None)
    first, second = sorted([his, parish], key=lambda member: member.pk)
    NetworkTie.objects.create(survey=survey, first=first, second=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkTie.objects.create(survey=survey, first=first, second=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkTie.objects.create(survey=survey, first=second, second=first)


def test_one_speaks_only_of_who_is_in_the_round(survey: TieSurvey, his: NetworkMembership) -> None:
    stranger = NetworkMembershipFactory.create()
    with pytest.raises(ActRefused, match="non è in questa rilevazione"):
        lifecycle.answer(paper(survey, his), [says(stranger)], actor=None)


def test_the_same_answer_again_changes_nothing(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    assert lifecycle.answer(paper(survey, his), [says(parish, trust=4)], actor=None)
    events, row = Event.objects.count(), TieDeclaration.objects.get()
    assert not lifecycle.answer(paper(survey, his), [says(parish, trust=4)], actor=None)
    assert Event.objects.count() == events
    assert TieDeclaration.objects.get().declared_at == row.declared_at


def test_too_late_is_refused_even_if_nobody_has_closed_it(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership, nadia: User,
    stop_clock: StopClock,
) -> None:  # fmt: skip
    stop_clock(clock.now() + timedelta(days=11))
    with pytest.raises(ActRefused, match="è chiusa"):
        lifecycle.answer(paper(survey, his), [says(parish)], actor=None)
    with pytest.raises(ActRefused, match="è chiusa"):
        lifecycle.remind(survey, actor=nadia)


def test_the_book_knows_that_one_answered_and_not_what(
    survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    lifecycle.answer(paper(survey, his), [says(parish, trust=1)], actor=None)
    (event,) = Event.objects.filter(verb="answer")
    payload = payload_of(event)
    assert set(payload) == {"member", "again"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=8))
def test_whatever_is_said_in_whatever_order_a_tie_is_confirmed_iff_both_say_it(
    survey: TieSurvey,
    his: NetworkMembership,
    parish: NetworkMembership,
    lead: NetworkMembership,
    said: list[tuple[int, int, int]],
) -> None:
    members = [his, parish, lead]
    with transaction.atomic():
        last: dict[int, dict[int, int]] = {0: {}, 1: {}, 2: {}}
        for who, about, intensity in said:
            if who == about:
                continue
            last[who][about] = intensity
            statements = [says(members[other], how) for other, how in last[who].items()]
            lifecycle.answer(paper(survey, members[who]), statements, actor=None)
        for a, b in itertools.combinations(range(3), 2):
            pair = NetworkTie.objects.filter(
                survey=survey, first__in=[members[a], members[b]],
                second__in=[members[a], members[b]],
            )  # fmt: skip
            both = last[a].get(b, 0) > 0 and last[b].get(a, 0) > 0
            assert pair.filter(confirmed_at__isnull=False).exists() == both
            assert pair.exists() == (b in last[a] or a in last[b])
        transaction.set_rollback(True)


# ---------------------------------------------------------------- the page


def test_a_parish_without_an_account_answers_by_its_link_twice(
    client: Client, survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    mine = paper(survey, parish)
    lifecycle.answer(paper(survey, his), [says(parish, trust=1)], actor=None)
    landed = client.get(link_of(mine), follow=True).content.decode()
    assert "Un membro dice di lavorare con voi" in landed
    assert "invio di persone e famiglie" in landed
    assert not TieDeclaration.objects.filter(by=parish).exists()
    url = reverse("networks:questionnaire", args=[mine.uid])
    data = form_of(his=(his, {"intensity": "2", "kinds": ["referral"], "trust": "3"}))
    assert client.post(url, data).status_code == 303
    assert NetworkTie.objects.get().confirmed_at is not None
    again = client.post(url, data, follow=True).content.decode()
    assert "non è cambiato niente" in again
    assert TieDeclaration.objects.filter(by=parish).count() == 1
    assert SignedLink.objects.get().used_at is not None


def test_what_the_other_trusts_is_never_on_the_page(
    client: Client, survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    mine = paper(survey, parish)
    blank = client.get(link_of(mine), follow=True).content.decode()
    lifecycle.answer(paper(survey, his), [says(parish, 3, trust=0)], actor=None)
    page = client.get(reverse("networks:questionnaire", args=[mine.uid])).content.decode()
    assert page.count(" selected>") == blank.count(" selected>")


def test_a_blank_way_or_a_trust_without_a_tie_is_asked_again(
    client: Client, survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership
) -> None:
    mine = paper(survey, parish)
    client.get(link_of(mine))
    url = reverse("networks:questionnaire", args=[mine.uid])
    for wrong in (
        {"intensity": "2"},
        {"kinds": ["referral"]},
        {"trust": "3"},
        {"intensity": "9", "kinds": ["referral"]},
        {"intensity": "1", "kinds": ["inventato"]},
    ):
        assert client.post(url, form_of(his=(his, wrong))).status_code == 422
    assert not TieDeclaration.objects.exists()


def test_no_link_another_s_link_an_expired_and_a_revoked_one_open_nothing(
    client: Client, survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership,
    stop_clock: StopClock,
) -> None:  # fmt: skip
    mine, other = paper(survey, parish), paper(survey, his)
    url = reverse("networks:questionnaire", args=[mine.uid])
    assert client.get(url).status_code == 404
    client.get(link_of(other))
    assert client.get(url).status_code == 404
    client.get(link_of(mine))
    assert client.get(url).status_code == 200
    SignedLink.objects.update(revoked_at=clock.now())
    assert client.post(url, {}).status_code == 404
    path = link_of(mine)
    stop_clock(clock.now() + timedelta(days=6))
    assert client.get(path).status_code == 404


def test_after_the_closing_the_page_says_so_and_takes_nothing(
    client: Client,
    survey: TieSurvey,
    his: NetworkMembership,
    parish: NetworkMembership,
    nadia: User,
) -> None:
    mine = paper(survey, parish)
    client.get(link_of(mine))
    lifecycle.close_survey(survey, actor=nadia)
    url = reverse("networks:questionnaire", args=[mine.uid])
    assert "La rilevazione è chiusa" in client.get(url).content.decode()
    answer = client.post(url, form_of(his=(his, {"intensity": "1", "kinds": ["referral"]})))
    assert answer.status_code == 422
    assert not TieDeclaration.objects.exists()


def test_bruno_answers_signed_in_for_his_body_and_carla_for_none(
    enter: Enter, survey: TieSurvey, his: NetworkMembership, parish: NetworkMembership,
    bruno: User, carla: User, nadia: User,
) -> None:  # fmt: skip
    url = reverse("networks:questionnaire", args=[paper(survey, his).uid])
    data = form_of(parish=(parish, {"intensity": "1", "kinds": ["information"]}))
    assert enter(carla).post(url, data).status_code == 404
    assert enter(nadia).post(url, data).status_code == 404  # not even who coordinates
    assert enter(bruno).post(url, data).status_code == 303
    assert Event.objects.get(verb="answer").actor_id == bruno.pk


def test_nadia_opens_reminds_and_closes_from_her_desk(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, nadia: User, bruno: User
) -> None:
    url = reverse("networks:survey_open", args=[network.code])
    remind = reverse("networks:survey_remind", args=[network.code])
    close = reverse("networks:survey_close", args=[network.code])
    enter(nadia)
    assert client.post(remind).status_code == 404  # no round yet
    assert client.post(url, {"since": "2026-01-01"}).status_code == 422
    days = {"since": "2026-01-01", "until": "2026-06-30", "closes_on": "2099-01-01"}
    assert client.post(url, days).status_code == 303
    assert client.post(url, days).status_code == 422
    assert client.post(remind).status_code == 303
    assert client.post(close).status_code == 303
    assert client.post(close).status_code == 303
    assert TieSurvey.objects.get().status == SurveyStatus.CLOSED
    assert enter(bruno).post(close).status_code == 403
