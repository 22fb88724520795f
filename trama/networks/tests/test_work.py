"""Groups and meetings: formed, planned, moved, cancelled, held; the calendar that tells them."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.mailbox.formats.calendar import Entry, write_calendar
from trama.networks.lifecycle import meetings as lifecycle
from trama.networks.lifecycle.groups import GroupCard, close_group, save_group
from trama.networks.models import (
    MeetingStatus,
    Network,
    NetworkMeeting,
    NetworkMembership,
    ThematicGroup,
)
from trama.networks.tests.factories import (
    MeetingFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    ThematicGroupFactory,
)

pytestmark = pytest.mark.django_db
TIMES = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
)


def facts(**changed: Any) -> dict[str, Any]:
    starts = clock.now().replace(microsecond=0) + timedelta(days=7)
    return {
        "title": "Plenaria", "agenda": "", "place": "Casa di quartiere", "accessible": "yes",
        "accessibility_note": "", "online_url": "", "group": None, "starts_at": starts,
        "ends_at": starts + timedelta(hours=2), **changed,
    }  # fmt: skip


# ---------------------------------------------------------------- groups


def test_a_group_has_only_members_of_its_network(
    network: Network, his: NetworkMembership, nadia: User
) -> None:
    stranger = NetworkMembershipFactory.create()
    group = save_group(network, GroupCard("Sport", "", None, [his]), actor=nadia)
    assert list(group.members.all()) == [his]
    with pytest.raises(ActRefused, match="non è di questa rete"):
        save_group(network, GroupCard("Scuola", "", None, [stranger]), actor=nadia)
    with pytest.raises(ActRefused, match="già un gruppo con questo nome"):
        save_group(network, GroupCard("Sport", "", None, []), actor=nadia)
    save_group(network, GroupCard("Sport e gioco", "", None, []), group=group, actor=nadia)
    assert not group.members.exists()


def test_a_group_closes_once_and_is_not_written_in_again(network: Network, nadia: User) -> None:
    group = ThematicGroupFactory.create(network=network)
    for _ in range(2):
        close_group(group, actor=nadia)
    assert Event.objects.filter(verb="close_group").count() == 1
    group.refresh_from_db()
    with pytest.raises(ActRefused, match="è chiuso"):
        save_group(network, GroupCard("Altro", "", None, []), group=group, actor=nadia)


def test_nadia_forms_changes_and_closes_a_group_from_its_page(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, nadia: User
) -> None:
    enter(nadia)
    new = reverse("networks:group_new", args=[network.code])
    assert client.post(new, {"name": ""}).status_code == 422
    data = {"name": "Doposcuola", "theme": "educational-support", "members": [str(his.uid)]}
    assert client.post(new, {**data, "theme": "inventato"}).status_code == 422
    assert client.post(new, {"name": "Doposcuola", "members": [str(his.uid)]}).status_code == 303
    group = ThematicGroup.objects.get()
    edit = reverse("networks:group_edit", args=[network.code, group.uid])
    assert "Doposcuola" in client.get(edit).content.decode()
    assert client.post(edit, {"name": "Compiti"}).status_code == 303
    assert "Compiti" in client.get(
        reverse("networks:detail", args=[network.code])
    ).content.decode()  # fmt: skip
    close = reverse("networks:group_close", args=[network.code, group.uid])
    assert client.post(close).status_code == 303
    other = NetworkFactory.create()
    assert client.post(
        reverse("networks:group_close", args=[other.code, group.uid])
    ).status_code in {403, 404}  # fmt: skip


# ---------------------------------------------------------------- meetings


def test_a_meeting_is_planned_moved_with_a_reason_and_cancelled(
    network: Network, nadia: User
) -> None:
    meeting = lifecycle.plan_meeting(network, facts(), actor=nadia)
    was = meeting.starts_at
    later = facts(starts_at=was + timedelta(days=1), ends_at=was + timedelta(days=1, hours=2))
    with pytest.raises(ActRefused, match="scrivi perché"):
        lifecycle.change_meeting(meeting, later, seen=0, reason=" ", actor=nadia)
    lifecycle.change_meeting(meeting, later, seen=0, reason="Sciopero", actor=nadia)
    assert (meeting.moved_from, meeting.sequence, meeting.reason) == (was, 1, "Sciopero")
    with pytest.raises(MoveRefused):  # somebody changed it meanwhile
        lifecycle.change_meeting(meeting, facts(title="Altra"), seen=0, reason="x", actor=nadia)
    with pytest.raises(ActRefused, match="perché è annullato"):
        lifecycle.cancel_meeting(meeting, reason="", actor=nadia)
    lifecycle.cancel_meeting(meeting, reason="Sala chiusa", actor=nadia)
    assert meeting.status == MeetingStatus.CANCELLED
    with pytest.raises(MoveRefused):
        lifecycle.cancel_meeting(meeting, reason="Ancora", actor=nadia)


def test_a_change_of_words_alone_is_no_move(network: Network, nadia: User) -> None:
    meeting = lifecycle.plan_meeting(network, facts(), actor=nadia)
    same = {name: getattr(meeting, name) for name in facts()}
    lifecycle.change_meeting(meeting, same, seen=0, reason="", actor=nadia)
    assert meeting.sequence == 0
    lifecycle.change_meeting(meeting, {**same, "title": "Nuova"}, seen=0, reason="", actor=nadia)
    assert (meeting.title, meeting.sequence, meeting.moved_from) == ("Nuova", 1, None)


def test_what_makes_no_meeting_is_refused(network: Network, nadia: User) -> None:
    past = clock.now() - timedelta(days=1)
    wrong = [
        (facts(starts_at=past, ends_at=past + timedelta(hours=1)), "nel passato"),
        (facts(ends_at=clock.now()), "finisce prima"),
        (facts(place=""), "Scrivi il luogo"),
        (facts(group=ThematicGroupFactory.create()), "di un’altra rete"),
    ]
    for given_facts, words in wrong:
        with pytest.raises(ActRefused, match=words):
            lifecycle.plan_meeting(network, given_facts, actor=nadia)
    assert not NetworkMeeting.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFactory.create(network=network, place="", online_url="")


def test_who_was_there_is_written_after_it_began_and_once(
    network: Network, his: NetworkMembership, nadia: User
) -> None:
    coming = MeetingFactory.create(network=network)
    with pytest.raises(ActRefused, match="non è ancora cominciato"):
        lifecycle.record_meeting(coming, present=[his], people_count=3, actor=nadia)
    begun = MeetingFactory.create(network=network, starts_at=clock.now() - timedelta(hours=1))
    stranger = NetworkMembershipFactory.create()
    with pytest.raises(ActRefused, match="non è di questa rete"):
        lifecycle.record_meeting(begun, present=[stranger], people_count=1, actor=nadia)
    lifecycle.record_meeting(begun, present=[his], people_count=7, actor=nadia)
    assert (list(begun.present.all()), begun.people_count) == ([his], 7)
    with pytest.raises(MoveRefused):
        lifecycle.record_meeting(begun, present=[], people_count=0, actor=nadia)


def test_nadia_plans_moves_and_cancels_from_the_pages(
    enter: Enter, client: Client, network: Network, nadia: User
) -> None:
    enter(nadia)
    new = reverse("networks:meeting_new", args=[network.code])
    starts = (clock.now() + timedelta(days=10)).astimezone(ROME)
    form = {
        "title": "Plenaria", "place": "Biblioteca", "accessible": "yes",
        "starts_at": f"{starts:%Y-%m-%dT17:00}", "ends_at": f"{starts:%Y-%m-%dT19:00}",
    }  # fmt: skip
    assert client.get(new).status_code == 200
    assert client.post(new, {**form, "ends_at": form["starts_at"]}).status_code == 422
    assert client.post(new, {**form, "place": ""}).status_code == 422
    assert client.post(new, form).status_code == 303
    meeting = NetworkMeeting.objects.get()
    edit = reverse("networks:meeting_edit", args=[network.code, meeting.uid])
    later = {**form, "starts_at": f"{starts:%Y-%m-%dT18:00}", "seen": "0"}
    assert client.get(edit).status_code == 200
    assert client.post(edit, later).status_code == 422  # no reason
    assert client.post(edit, {**later, "why": "Aula occupata"}).status_code == 303
    page = reverse("networks:meeting", args=[network.code, meeting.uid])
    assert "Aula occupata" in client.get(page).content.decode()
    cancel = reverse("networks:meeting_cancel", args=[network.code, meeting.uid])
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "Neve"}).status_code == 303
    assert client.post(cancel, {"reason": "Neve"}).status_code == 422
    assert "Neve" in client.get(page).content.decode()


def test_attendance_is_written_from_its_page(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, nadia: User
) -> None:
    meeting = MeetingFactory.create(network=network, starts_at=clock.now() - timedelta(hours=3))
    url = reverse("networks:meeting_attendance", args=[network.code, meeting.uid])
    enter(nadia)
    assert client.get(url).status_code == 200
    assert client.post(url, {"people_count": "-3"}).status_code == 422
    data = {"present": [str(his.uid)], "people_count": "9"}
    assert client.post(url, data).status_code == 303
    page = reverse("networks:meeting", args=[network.code, meeting.uid])
    assert "9 persone" in client.get(page).content.decode()


def test_the_address_to_connect_is_for_members_only(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, bruno: User, carla: User
) -> None:
    meeting = MeetingFactory.create(network=network, online_url="https://stanza.example/segreta")
    urls = [
        reverse("networks:meeting", args=[network.code, meeting.uid]),
        reverse("networks:meeting_calendar", args=[network.code, meeting.uid]),
        reverse("networks:calendar", args=[network.code]),
    ]
    for url in urls:
        assert "stanza.example" not in client.get(url).content.decode()
    enter(carla)
    assert "stanza.example" not in client.get(urls[0]).content.decode()
    enter(bruno)
    assert "stanza.example" in client.get(urls[0]).content.decode()
    assert "stanza.example" in client.get(urls[1]).content.decode().replace("\r\n ", "")


# ---------------------------------------------------------------- the calendar


def test_a_calendar_shows_what_was_moved_and_struck_out(client: Client, network: Network) -> None:
    MeetingFactory.create(network=network, title="Una; con, segni\nstrani", sequence=2)
    MeetingFactory.create(network=network, status=MeetingStatus.CANCELLED, reason="Neve")
    answer = client.get(reverse("networks:calendar", args=[network.code]))
    assert answer["Content-Type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    events = list(read.walk("VEVENT"))
    assert sorted(str(event["STATUS"]) for event in events) == ["CANCELLED", "CONFIRMED"]
    assert max(str(event["SEQUENCE"]) for event in events) == "2"
    assert "Una; con, segni\nstrani" in {
        str(event["SUMMARY"]).split(": ", 1)[1] for event in events
    }
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Rome"]


@given(starts=TIMES, minutes=st.integers(1, 6000), title=st.text(min_size=1, max_size=80))
def test_a_meeting_written_and_read_back_is_the_same(
    starts: datetime, minutes: int, title: str
) -> None:
    words = " ".join("".join(sign for sign in title if sign.isprintable()).split()) or "x"
    starts = starts.replace(microsecond=0)
    entry = Entry(
        "1@trama", words, starts, starts + timedelta(minutes=minutes), starts, "https://x"
    )
    (event,) = Calendar.from_ical(write_calendar("Rete", [entry])).walk("VEVENT")
    # In UTC: in the hour that comes twice, no instant equals that of another zone (PEP 495).
    assert event.decoded("DTSTART").astimezone(UTC) == starts
    assert event.decoded("DTEND").astimezone(UTC) == starts + timedelta(minutes=minutes)
    assert str(event["SUMMARY"]) == words
    assert str(event["UID"]) == "1@trama"


def test_the_time_zone_written_is_the_one_of_rome() -> None:
    """A reader that knows no time zones finds the true instants in the file itself."""
    summer = datetime(2026, 7, 1, 15, tzinfo=UTC)
    winter = datetime(2026, 12, 1, 15, tzinfo=UTC)
    for instant, hours in ((summer, 2), (winter, 1)):
        entry = Entry("1@x", "t", instant, instant + timedelta(hours=1), instant, "https://x")
        read = Calendar.from_ical(write_calendar("Rete", [entry]))
        zone = cast("Timezone", read.walk("VTIMEZONE")[0]).to_tz(lookup_tzid=False)
        (event,) = read.walk("VEVENT")
        local = event.decoded("DTSTART").replace(tzinfo=zone)
        assert local.utcoffset() == timedelta(hours=hours)
        assert local.astimezone(UTC) == instant
