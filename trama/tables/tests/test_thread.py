"""The golden thread of a path: from a need to the notice that the act allows, and back."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.accounts.models import User
from trama.accounts.tests.factories import UserFactory
from trama.core import clock, walk
from trama.core.walk import BREADTH
from trama.needs.models import Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    EntryKind,
    Meeting,
    MinutesEntry,
    Path,
    PathStatus,
    SynthesisParagraph,
    VoteOption,
    WorkingTable,
)
from trama.tables.queries.minutes import address_of
from trama.tables.queries.thread.kinds import threaded
from trama.tables.tests.factories import ContributionFactory, MeetingFactory
from trama.tables.tests.walking import consult, count, follow, kinds, page, titles

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- both ways


def test_from_a_need_one_walks_to_the_notice_that_the_act_allows(
    concluded: Path, need: Need
) -> None:
    found = follow("bisogno", need.uid)
    assert kinds(found) == [
        ["bisogno"],
        ["contributo"],
        ["opzione"],
        ["capoverso", "priorita-scelta"],
        ["atto"],
        ["programmazione"],
        ["priorita"],
        ["avviso"],
    ]
    assert "Pomeriggi" in titles(found)
    assert not found.gaps
    assert not found.goes_on


def test_from_the_notice_one_walks_back_to_who_said_it(concluded: Path, need: Need) -> None:
    notice = Notice.objects.get(short_title="Pomeriggi")
    found = follow("avviso", notice.uid)
    names = titles(found)
    assert {need.title, concluded.title, concluded.notice.name} <= names
    assert concluded.participants.order_by("pk")[0].name in names
    assert found.steps[-1].is_here
    assert found.steps[0].groups[0].kind.slug in {"avviso", "bisogno"}


def test_it_reads_backwards_too(concluded: Path, need: Need) -> None:
    ahead, back = follow("bisogno", need.uid), follow("bisogno", need.uid, backwards=True)
    assert kinds(back) == list(reversed(kinds(ahead)))
    assert str(ahead.steps[0].groups[0].ties[0]) == "un contributo ne parla"
    contribution = back.steps[-2].groups[0]
    assert [str(words) for words in contribution.ties] == ["parla di qualcosa che manca o che c’è"]


def test_the_page_says_it_in_an_ordered_list_with_the_ties_in_words(
    client: Client, concluded: Path, need: Need
) -> None:
    text = page(client, "bisogno", need.uid)
    assert "Il filo ha 8 passaggi" in text
    assert text.index("un contributo ne parla") < text.index("Doposcuola in due scuole")
    assert 'href="#passo-2"' in text
    assert 'id="passo-2"' in text
    assert '<a href="?verso=indietro"' in text
    assert "Qui il filo si interrompe" not in text


def test_a_contribution_that_was_merged_goes_on_in_the_other(
    path: Path, proposal: Contribution
) -> None:
    merged = ContributionFactory.create(
        path=path, status=ContributionStatus.MERGED, merged_into=proposal, title="Anche il sabato"
    )
    found = follow("contributo", merged.uid)
    assert kinds(found)[-1] == ["contributo"]
    assert proposal.title in titles(found)
    assert "Anche il sabato" in titles(follow("contributo", proposal.uid))


def test_objecting_to_what_one_is_merged_into_does_not_turn_for_ever(
    path: Path, proposal: Contribution
) -> None:
    objection = ContributionFactory.create(
        path=path,
        objection=True,
        objects_to=proposal,
        merged_into=proposal,
        status=ContributionStatus.MERGED,
        title="Non così",
    )
    assert {"Non così", proposal.title} <= titles(follow("contributo", objection.uid))


# ---------------------------------------------------------------- what nobody may see


def test_a_draft_has_no_thread_and_is_on_nobody_else_s(client: Client, path: Path) -> None:
    draft = NeedFactory.create(draft=True, title="Ancora da scrivere")
    contribution = ContributionFactory.create(path=path, needs=[draft])
    assert client.get(reverse("core:thread", args=["bisogno", draft.uid])).status_code == 404
    assert "Ancora da scrivere" not in titles(follow("contributo", contribution.uid))


@pytest.mark.parametrize("address", ["bisogno", "nessun-genere"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(reverse("core:thread", args=[address, uuid4()])).status_code == 404


def test_decisions_are_on_it_once_the_minutes_are_published(
    client: Client, path: Path, table: WorkingTable, proposal: Contribution, anna: User
) -> None:
    meeting = MeetingFactory.create(table=table, minutes=True)
    entry = MinutesEntry.objects.create(
        meeting=meeting,
        kind=EntryKind.DECISION,
        position=1,
        number="1.1",
        text="Si chiede alle scuole.",
        contribution=proposal,
        said_at=clock.now(),
        author=anna,
    )
    assert "Si chiede alle scuole." not in titles(follow("contributo", proposal.uid))
    Meeting.objects.filter(pk=meeting.pk).update(status="published")
    assert "Si chiede alle scuole." in titles(follow("contributo", proposal.uid))
    assert proposal.title in titles(follow("decisione", entry.uid))
    assert f'href="{address_of(entry, path.code)}"' in page(client, "contributo", proposal.uid)


def test_an_option_is_on_it_once_the_vote_is_open(
    proposal: Contribution, option: VoteOption
) -> None:
    assert option.title not in titles(follow("contributo", proposal.uid))
    count(option)
    assert option.title in titles(follow("contributo", proposal.uid))


def test_the_synthesis_is_on_it_from_its_consultation(
    path: Path, option: VoteOption, written: SynthesisParagraph
) -> None:
    count(option)
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_DRAFT)
    assert written.text not in titles(follow("opzione", option.uid))
    consult(path)
    assert written.text in titles(follow("opzione", option.uid))
    assert threaded([str(written.uid)]) == {str(written.uid)}
    SynthesisParagraph.objects.filter(pk=written.pk).update(
        text="Corretto dopo.", written_at=clock.now()
    )
    assert "Corretto dopo." not in titles(follow("opzione", option.uid))
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_FINAL)
    assert "Corretto dopo." in titles(follow("opzione", option.uid))


def test_a_paragraph_that_was_taken_away_is_not_on_it(
    path: Path, option: VoteOption, written: SynthesisParagraph
) -> None:
    count(option)
    consult(path)
    SynthesisParagraph.objects.filter(pk=written.pk).update(
        removed_at=clock.now(), removed_because="Doppio"
    )
    assert written.text not in titles(follow("opzione", option.uid))
    assert threaded([str(written.uid)]) == set()


# ---------------------------------------------------------------- many


def test_where_there_are_many_it_says_how_many_more_and_shows_them(
    client: Client, path: Path, need: Need
) -> None:
    who = [path.participants.order_by("pk")[0]]
    ContributionFactory.create_batch(50, path=path, needs=[need], authors=who)
    text = page(client, "bisogno", need.uid)
    assert "50 contributi" in text
    assert f"ce ne sono altri {50 - BREADTH}" in text
    wide = page(client, "bisogno", need.uid, "?tutti=1")
    assert "50 contributi" in wide
    assert "ne sono altri" not in wide


def test_the_thread_does_not_go_on_through_what_nobody_may_see(
    path: Path, proposal: Contribution, option: VoteOption, written: SynthesisParagraph
) -> None:
    """The option of a vote not yet open stands between what was brought and what is read."""
    consult(path)
    assert written.text not in titles(follow("contributo", proposal.uid))
    count(option)
    assert written.text in titles(follow("contributo", proposal.uid))


def test_beyond_what_a_page_can_show_it_still_says_how_many_there_are(
    path: Path, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "WIDE", 20)
    who = [path.participants.order_by("pk")[0]]
    ContributionFactory.create_batch(30, path=path, needs=[need], authors=who)
    for wide, shown in ((False, BREADTH), (True, 20)):
        [group] = follow("bisogno", need.uid, wide=wide).steps[1].groups
        assert (len(group.nodes), group.count) == (shown, 30)


def test_queries_do_not_depend_on_how_many_things_it_goes_through(
    client: Client, concluded: Path, need: Need
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(client, "bisogno", need.uid, "?tutti=1")
        return len(found)

    queries()
    once = queries()
    who = list(concluded.participants.all())
    ContributionFactory.create_batch(50, path=concluded, needs=[need], authors=who)
    assert queries() == once


def test_every_page_of_a_kind_that_anybody_may_see_leads_to_its_thread(
    client: Client, concluded: Path, need: Need, proposal: Contribution, meeting: Meeting
) -> None:
    pages: dict[str, tuple[str, Any]] = {
        reverse("needs:need", args=[need.uid]): ("bisogno", need.uid),
        reverse("paths:path", args=[concluded.code]): ("percorso", concluded.uid),
        reverse("paths:meeting", args=[concluded.code, meeting.uid]): ("incontro", meeting.uid),
    }
    for address, where in pages.items():
        assert reverse("core:thread", args=where) in client.get(address).content.decode(), address


def test_a_card_in_draft_offers_no_thread(client: Client) -> None:
    author = UserFactory.create()
    draft = NeedFactory.create(draft=True, author=author)
    client.force_login(author)
    text = client.get(reverse("needs:need", args=[draft.uid])).content.decode()
    assert draft.title in text
    assert "/filo/" not in text
