"""The handover pack: everything a successor needs, in hands that may have it, and no trust."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.ledger.queries import read_document
from trama.networks.lifecycle.handover import ask_pack, hand_over
from trama.networks.models import (
    HandoverPack,
    HandoverStatus,
    LineageKind,
    Network,
    NetworkLineage,
    NetworkMembership,
    TieDeclaration,
)
from trama.networks.queries.handover import open_tasks
from trama.networks.queries.members import silent
from trama.networks.tasks import handover
from trama.networks.tasks.jobs import build_pack, read_ties
from trama.networks.tests.factories import (
    MeetingFactory,
    NetworkFactory,
    NetworkMembershipFactory,
    ThematicGroupFactory,
    TieFactory,
    TieSurveyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(network: Network, his: NetworkMembership, parish: NetworkMembership, nadia: User) -> None:
    """A network with something of everything: three meetings without the parish, a round."""
    survey = TieSurveyFactory.create(network=network, closed=True)
    first, second = sorted([his, parish], key=lambda member: member.pk)
    TieFactory.create(survey=survey, first=first, second=second)
    for _ in range(3):
        MeetingFactory.create(network=network, held=True).present.set([his])
    MeetingFactory.create(network=network, title="Prossima plenaria")
    ThematicGroupFactory.create(network=network, name="Doposcuola").members.add(parish)
    ancestor = NetworkFactory.create(name="Corte Vecchia")
    NetworkLineage.objects.create(
        ancestor=ancestor, successor=network, kind=LineageKind.SUCCESSION, on="2020-01-01"
    )
    NetworkMembershipFactory.create(network=network, invited=True, name="=SOMMA(A1)")
    read_ties(str(network.uid))


def built(network: Network, actor: User) -> tuple[HandoverPack, zipfile.ZipFile]:
    pack = ask_pack(network, actor=actor)
    build_pack(str(pack.uid))
    pack.refresh_from_db()
    assert pack.document is not None
    with read_document(pack.document) as content:
        return pack, zipfile.ZipFile(io.BytesIO(content.read()))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("lived")
def test_the_pack_holds_everything_and_reads_by_itself(
    network: Network, parish: NetworkMembership, nadia: User
) -> None:
    pack, archive = built(network, nadia)
    assert pack.status == HandoverStatus.READY
    assert sorted(archive.namelist()) == [
        "da-fare.csv", "discendenza.csv", "gruppi.csv", "incontri.csv", "incontri.ics",
        "index.html", "membri.csv", "rapporti.csv", "rete.json",
    ]  # fmt: skip
    page = archive.read("index.html").decode()
    assert "http" not in page.split("<body>")[1].replace("https://incontri.example/stanza", "")
    for words in ("Prossima plenaria", "Doposcuola", "Corte Vecchia", "Membri silenziosi",
                  "parrocchia@posta.example", "Nadia Brusa", "Hanno risposto"):  # fmt: skip
        assert words in page
    assert {row["membro"] for row in rows(archive, "membri")} >= {str(parish)}
    assert len(rows(archive, "rapporti")) == 1
    assert rows(archive, "discendenza")[0]["da"] == "Corte Vecchia"
    assert len(list(Calendar.from_ical(archive.read("incontri.ics")).walk("VEVENT"))) == 4
    whole = json.loads(archive.read("rete.json"))
    assert whole["nome"] == network.name
    assert len(whole["incontri"]) == 4
    assert whole["chiesto_da"] == "Nadia Brusa"


@pytest.mark.usefixtures("lived")
def test_no_trust_no_formula_and_only_the_addresses_given_to_the_network(
    network: Network, his: NetworkMembership, nadia: User
) -> None:
    assert his.organization is not None
    his.organization.email = "riservata@ufficio.example"
    his.organization.save(update_fields=["email"])
    TieDeclaration.objects.update(trust=0)
    _pack, archive = built(network, nadia)
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "riservata@ufficio.example" not in whole
    assert "fiducia" not in whole.lower()
    assert "trust" not in whole
    assert "'=SOMMA(A1)" in archive.read("membri.csv").decode()


@pytest.mark.usefixtures("lived")
def test_the_silent_are_named_with_the_facts(
    network: Network, his: NetworkMembership, parish: NetworkMembership
) -> None:
    found = {one.member: (one.misses_meetings, one.no_answer) for one in silent(network)}
    assert found[parish] == (True, True)
    assert found[his] == (False, True)
    tasks = dict(open_tasks(network))
    assert tasks[f"Cercare {parish}"].startswith("Manca dagli ultimi tre incontri.")
    assert tasks["Sentire =SOMMA(A1)"] == "È stato invitato e non ha risposto."


def test_who_joined_after_the_meetings_is_not_silent(network: Network) -> None:
    for _ in range(3):
        MeetingFactory.create(network=network, held=True)
    NetworkMembershipFactory.create(network=network, joined_on=clock.now().date())
    assert not silent(network)


def test_one_pack_at_a_time_and_the_job_twice_makes_one(network: Network, nadia: User) -> None:
    pack = ask_pack(network, actor=nadia)
    with pytest.raises(ActRefused, match="già in preparazione"):
        ask_pack(network, actor=nadia)
    with pytest.raises(ActRefused, match="non è ancora pronto"):
        hand_over(pack, actor=nadia)
    assert ProcrastinateJob.objects.filter(task_name="networks.build_pack").count() == 1
    build_pack(str(pack.uid))
    build_pack(str(pack.uid))
    assert Event.objects.filter(verb="prepare").count() == 1


def test_a_pack_over_its_size_is_not_made_and_says_so(
    network: Network, nadia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = handover.build
    monkeypatch.setattr(handover, "build", lambda pack: whole(pack, most=10))
    pack = ask_pack(network, actor=nadia)
    build_pack(str(pack.uid))
    pack.refresh_from_db()
    assert pack.status == HandoverStatus.FAILED
    assert "supera" in pack.problem


def test_nadia_and_viola_take_it_and_the_book_says_so(
    enter: Enter, client: Client, network: Network, nadia: User, viola: User, bruno: User,
    his: NetworkMembership, document_store: Path,
) -> None:  # fmt: skip
    ask = reverse("networks:pack_ask", args=[network.code])
    assert enter(bruno).post(ask).status_code == 403
    enter(nadia)
    assert client.post(ask).status_code == 303
    assert client.post(ask).status_code == 303
    pack = HandoverPack.objects.get()
    take = reverse("networks:pack_take", args=[network.code, pack.uid])
    assert client.post(take).status_code == 303  # not ready yet
    build_pack(str(pack.uid))
    answer = client.post(take)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert enter(viola).post(take).status_code == 200
    assert enter(bruno).post(take).status_code == 403
    taken = Event.objects.filter(verb="hand_over").values_list("actor_id", flat=True)
    assert set(taken) == {nadia.pk, viola.pk}
    assert client.get(take).status_code == 405


def test_another_network_s_pack_is_not_found(enter: Enter, network: Network, nadia: User) -> None:
    other = ask_pack(NetworkFactory.create(), actor=nadia)
    url = reverse("networks:pack_take", args=[network.code, other.uid])
    assert enter(nadia).post(url).status_code == 404


def test_a_pack_tells_the_day_it_was_asked(network: Network, nadia: User) -> None:
    pack = ask_pack(network, actor=nadia)
    assert handover.name_of(pack).startswith("consegne-corte-alta-20")
    assert pack.asked_at - clock.now() < timedelta(minutes=1)
