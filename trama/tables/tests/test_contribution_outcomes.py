"""The office gives contributions their outcome, and ties them to cards."""

import pytest

from conftest import Enter
from trama.accounts.models import User
from trama.mailbox.models import OutgoingMessage
from trama.needs.tests.factories import NeedFactory
from trama.programming.models import Theme
from trama.tables.models import Contribution, Participant, Path, PathStatus
from trama.tables.panels.contributions import terms
from trama.tables.tests.contribution_pages import at, page
from trama.tables.tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db


def test_the_officer_gives_an_outcome_or_joins_and_authors_are_written_to(
    path: Path, brought: Contribution, other: Participant, anna: User, enter: Enter
) -> None:
    small = ContributionFactory.create(path=path, authors=[other])
    client = enter(anna)
    url = at("contribution_decide", path.code, small.number)
    lost = client.post(url, {"outcome": "merged", "reason": "Uguali."})
    assert "codice del contributo" in lost.content.decode()
    fields = {"outcome": "merged", "reason": "Uguali.", "into": brought.code}
    assert client.post(url, fields).status_code == 303
    small.refresh_from_db()
    assert small.merged_into == brought
    assert OutgoingMessage.objects.get().recipient == other.email
    assert client.post(url, fields).status_code == 409


def test_several_are_decided_together_from_the_list(
    path: Path, anna: User, bruno: User, enter: Enter
) -> None:
    three = ContributionFactory.create_batch(3, path=path)
    url = at("contributions_decide", path.code)
    assert enter(bruno).get(url).status_code == 403
    client = enter(anna)
    fields = {"outcome": "accepted", "reason": "Nella sintesi.", "chosen": ["1", "3"]}
    assert client.post(url, {**fields, "chosen": []}).status_code == 422
    assert client.post(url, {**fields, "reason": "Lo dice la famiglia Rossi"}).status_code == 422
    assert client.post(url, fields).status_code == 303
    for one in three:
        one.refresh_from_db()
    assert [one.status for one in three] == ["accepted", "discussed", "accepted"]
    rows = client.get(url).context["rows"]
    assert [row.contribution for row in rows] == [three[1]]


def test_the_desk_is_owed_outcomes_once_the_synthesis_is_being_written(
    path: Path, anna: User, bruno: User
) -> None:
    ContributionFactory.create_batch(2, path=path)
    assert list(terms(anna)) == []
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_DRAFT)
    (due,) = terms(anna)
    assert "2 contributi senza esito" in str(due.title)
    assert list(terms(bruno)) == []


def test_cards_are_tied_and_born_from_its_page(
    path: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    own = ContributionFactory.create(path=path, authors=[his], need=True, title="Posti al nido")
    near = NeedFactory.create(title="Posti al nido")
    client = enter(bruno)
    url = at("contribution_cards", path.code, own.number)
    assert near.title in page(client, "contribution_cards", path.code, own.number)
    client.post(url, {"needs": [str(near.uid)]})
    assert list(own.needs.all()) == [near]
    theme = Theme.objects.order_by("pk")[0]
    made = client.post(at("contribution_card_new", path.code, own.number), {"theme": theme.pk})
    assert made.status_code == 303
    assert own.needs.count() == 2
    assert client.post(at("contribution_card_new", path.code, own.number), {}).status_code == 422
