"""Where the golden thread is broken: what is owed, by whom, since when."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from trama.core import clock
from trama.core.deadlines import ROME
from trama.needs.models import Need
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.notices.tests.factories import NoticeFactory
from trama.screening.models import AdmissionList, AdmissionListStatus
from trama.tables.models import (
    Contribution,
    Path,
    PathStatus,
    SynthesisParagraph,
    VoteOption,
    WorkingTable,
)
from trama.tables.queries.minutes import owed_on
from trama.tables.queries.thread.gaps import without_minutes
from trama.tables.tests.factories import ContributionFactory, MeetingFactory
from trama.tables.tests.walking import consult, count, follow, gaps, page

pytestmark = pytest.mark.django_db


def test_a_need_that_nobody_has_spoken_of_says_so(client: Client, need: Need) -> None:
    assert "Nessun tavolo ne ha ancora parlato" in page(client, "bisogno", need.uid)


def test_minutes_that_are_late_break_it(client: Client, table: WorkingTable, path: Path) -> None:
    late = MeetingFactory.create(table=table, approved=True, title="La seconda plenaria")
    words = "Manca il verbale di «La seconda plenaria»."
    assert words in gaps(follow("incontro", late.uid))
    text = page(client, "percorso", path.uid)
    assert "Qui il filo si interrompe" in text
    assert path.notice.office.name in text
    Path.objects.filter(pk=path.pk).update(minutes_days=60)
    assert words not in gaps(follow("incontro", late.uid))


def test_a_term_for_minutes_that_ends_on_a_holiday_breaks_it_only_after(
    table: WorkingTable,
) -> None:
    """As the page of the meeting says it: ten days end on a Sunday, and then on Monday."""
    thursday = datetime(2026, 2, 5, 18, tzinfo=ROME)
    meeting = MeetingFactory.create(
        table=table, approved=True, starts_at=thursday - timedelta(hours=2), ends_at=thursday
    )
    assert owed_on(meeting) == date(2026, 2, 16)
    uids = [meeting.uid]
    assert not list(without_minutes(uids, datetime(2026, 2, 16, 9, tzinfo=ROME)))
    [gap] = without_minutes(uids, datetime(2026, 2, 17, 9, tzinfo=ROME))
    assert gap.since == date(2026, 2, 16)


def test_a_contribution_without_an_outcome_breaks_it_once_the_synthesis_is_out(path: Path) -> None:
    open_one = ContributionFactory.create(path=path)
    words = f"Il contributo {open_one.code} non ha un esito."
    assert words not in gaps(follow("contributo", open_one.uid))
    Path.objects.filter(pk=path.pk).update(status=PathStatus.CONSULTATION)
    assert words in gaps(follow("contributo", open_one.uid))


def test_a_priority_that_the_synthesis_does_not_tell_breaks_it(
    path: Path, option: VoteOption
) -> None:
    count(option)
    Path.objects.filter(pk=path.pk).update(status=PathStatus.CONSULTATION)
    found = follow("opzione", option.uid)
    assert f"«{option.title}» è stata scelta, ma la sintesi non ne parla." in gaps(found)


def test_an_option_that_no_need_stands_behind_breaks_it_before(
    proposal: Contribution, option: VoteOption
) -> None:
    count(option)
    assert not follow("opzione", option.uid).gaps
    proposal.needs.clear()
    [gap] = follow("opzione", option.uid).gaps
    assert gap.is_behind


def test_a_paragraph_without_a_source_breaks_it_before(
    path: Path, written: SynthesisParagraph, proposal: Contribution
) -> None:
    consult(path)
    written.option = None
    written.save()
    assert gaps(follow("capoverso", written.uid)) == ["Questo capoverso non dice da dove viene."]
    written.contributions.add(proposal)
    assert not follow("capoverso", written.uid).gaps


def test_an_act_that_is_not_in_the_programming_breaks_it(adopted: Path) -> None:
    assert adopted.act is not None
    found = follow("atto", adopted.act.uid)
    assert gaps(found) == ["L’atto non è ancora nella programmazione."]
    assert found.broken_since == adopted.act.adopted_on


def test_a_path_closed_without_an_act_breaks_it(path: Path) -> None:
    Path.objects.filter(pk=path.pk).update(
        status=PathStatus.CLOSED_WITHOUT_ACT, closing_reason="Nessuno è venuto."
    )
    [gap] = follow("percorso", path.uid).gaps
    assert gap.follows == "Nessuno è venuto."


def test_a_notice_says_what_it_lacks_at_each_point() -> None:
    closed = NoticeFactory.create(closed=True)
    Notice.objects.filter(pk=closed.pk).update(
        closes_at=clock.now() - timedelta(days=90), opens_at=clock.now() - timedelta(days=120)
    )
    assert gaps(follow("avviso", closed.uid)) == ["Manca l’elenco degli ammessi."]
    AdmissionList.objects.create(
        notice=closed, status=AdmissionListStatus.PUBLISHED, published_at=clock.now()
    )
    assert not follow("avviso", closed.uid).gaps
    Notice.objects.filter(pk=closed.pk).update(status=NoticeStatus.TABLES)
    assert gaps(follow("avviso", closed.uid)) == [
        "Gli enti sono ammessi, ma il percorso non è ancora aperto."
    ]


def test_a_co_design_notice_without_a_programming_act_says_why() -> None:
    notice = NoticeFactory.create(
        published=True, type=NoticeType.CODESIGN, programming_reason="È un progetto pilota."
    )
    [gap] = follow("avviso", notice.uid).gaps
    assert (gap.is_behind, gap.follows) == (True, "È un progetto pilota.")
