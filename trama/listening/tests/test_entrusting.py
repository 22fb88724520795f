"""Which bodies listen in the city's name: entrusted by its office of listening, and no more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.listening.lifecycle import campaigns, entrusting
from trama.listening.models import Campaign, CampaignStatus, Entrustment, NeedSignal
from trama.listening.tests.factories import (
    CampaignFactory,
    EntrustmentFactory,
    NeedSignalFactory,
)
from trama.listening.tests.pages import NEW, QUEUE, facts, page_of
from trama.mailbox.models import OutgoingMessage
from trama.networks.tests.factories import NetworkRoleFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
Enter = Any
PAGE = "/ascolto/lavoro/affidamenti/"
ACT = "Accordo con la fondazione di comunità, determina 41."


@pytest.fixture
def city(settings: Settings, office: Office) -> Office:
    """The city names Anna's office for listening."""
    settings.LISTENING_OFFICE = office.code
    return office


def withdrawal_of(entrustment: Entrustment) -> str:
    return f"{PAGE}{entrustment.uid}/revoca/"


# ---------------------------------------------------------------- the office entrusts


def test_the_office_of_listening_entrusts_a_body_that_then_opens_a_campaign(
    client: Client, enter: Enter, city: Office, anna: User, bruno: User, organization: Organization
) -> None:
    enter(anna)
    sent = {"organization": organization.name.lower(), "reason": ACT}
    assert client.post(PAGE, sent).status_code == 303
    found = Entrustment.objects.get()
    assert (found.organization, found.office, found.reason) == (organization, city, ACT)
    assert ACT in client.get(PAGE).content.decode()
    letter = OutgoingMessage.objects.get(purpose="listening.entrustment")
    assert letter.recipient == bruno.email
    assert ACT in letter.text.replace("\n", " ")
    enter(bruno)
    assert NEW in letter.text
    client.post(NEW, facts())
    client.post("/ascolto/campagne/verde/stato/apri/")
    assert Campaign.objects.get().status == CampaignStatus.OPEN


def test_each_act_is_in_the_register_with_its_reason(
    client: Client, enter: Enter, city: Office, anna: User, organization: Organization
) -> None:
    entrusted = entrusting.entrust(organization, ACT, office=city, actor=anna)
    entrusting.withdraw(entrusted, "L’accordo è finito.", actor=anna)
    verbs = Event.objects.filter(subject_label="listening.entrustment").order_by("occurred_at")
    assert list(verbs.values_list("verb", "actor_id")) == [
        ("entrust", anna.pk),
        ("withdraw", anna.pk),
    ]
    enter(anna)
    log = client.get(f"{QUEUE}registro/").content.decode()
    assert f"Ascolto affidato a {organization}: {ACT}" in log
    assert f"Ascolto non più affidato a {organization}: L’accordo è finito." in log


def test_everybody_reads_who_listens_and_by_which_act(
    client: Client, city: Office, organization: Organization
) -> None:
    Office.objects.update(email="ascolto@comune.example")
    EntrustmentFactory.create(organization=organization, reason=ACT)
    gone = EntrustmentFactory.create(withdrawn=True).organization
    page = client.get("/ascolto/").content.decode()
    assert organization.name in page
    assert ACT in page
    assert gone.name not in page
    assert "mailto:ascolto@comune.example" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"organization": "La Corte dei Gelsi APS", "reason": ""}, "obbligatorio"),
        ({"organization": "", "reason": ACT}, "obbligatorio"),
        ({"organization": "Nessuno di qui", "reason": ACT}, "Nel registro non c’è un ente"),
        ({"organization": "gelsi", "reason": ACT}, "Forse cerchi: La Corte dei Gelsi APS ("),
        ({"organization": "La Corte dei Gelsi APS", "reason": "R" * 501}, "501"),
        (
            {"organization": "La Corte dei Gelsi APS", "reason": "Chiede RSSMRA80A01F205X."},
            "codice fiscale",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client,
    enter: Enter,
    city: Office,
    anna: User,
    organization: Organization,
    sent: dict[str, str],
    said: str,
) -> None:
    enter(anna)
    answer = client.post(PAGE, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert sent["organization"] in page
    assert sent["reason"] in page
    assert not Entrustment.objects.exists()


def test_two_bodies_of_one_name_are_told_apart_by_their_code(
    client: Client, enter: Enter, city: Office, anna: User, organization: Organization
) -> None:
    twin = OrganizationFactory.create(name=organization.name, legal_type="ODV")
    enter(anna)
    answer = client.post(PAGE, {"organization": organization.name, "reason": ACT})
    assert answer.status_code == 422
    assert str(twin.codice_fiscale) in answer.content.decode()
    client.post(PAGE, {"organization": twin.codice_fiscale, "reason": ACT})
    assert Entrustment.objects.get().organization == twin


def test_a_double_click_entrusts_once(
    client: Client, enter: Enter, city: Office, anna: User, organization: Organization
) -> None:
    enter(anna)
    sent = {"organization": organization.name, "reason": ACT}
    assert client.post(PAGE, sent).status_code == 303
    again = client.post(PAGE, sent)
    assert again.status_code == 422
    assert "già affidato" in again.content.decode()
    assert Entrustment.objects.count() == 1


def test_the_database_holds_one_for_each_body_and_a_reason_for_each(
    organization: Organization,
) -> None:
    EntrustmentFactory.create(organization=organization, withdrawn=True)
    EntrustmentFactory.create(organization=organization)
    for wrong in ({"organization": organization}, {"reason": ""}, {"status": "withdrawn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EntrustmentFactory.create(**wrong)


def test_an_officer_of_another_office_entrusts_nobody(
    client: Client, enter: Enter, city: Office, dario: User, viola: User, organization: Organization
) -> None:
    entrusted = EntrustmentFactory.create()
    olga = OfficeRoleFactory.create().user
    for person in (olga, dario, viola):
        enter(person)
        sent = {"organization": organization.name, "reason": ACT}
        assert client.post(PAGE, sent).status_code == 403
        assert client.post(withdrawal_of(entrusted), {"reason": ACT}).status_code == 403
    assert list(Entrustment.objects.in_force()) == [entrusted]


@pytest.mark.parametrize("named", ["", "nessun-ufficio"])
def test_while_the_city_names_no_office_nobody_entrusts(
    client: Client, enter: Enter, settings: Settings, elena: User, bruno: User, named: str
) -> None:
    settings.LISTENING_OFFICE = named
    enter(elena)
    assert client.get(PAGE).status_code == 403
    assert client.get(NEW).status_code == 200  # an office needs no entrusting
    assert "Chi ascolta a nome della città" not in client.get(QUEUE).content.decode()
    enter(bruno)
    answer = client.get(NEW)
    assert answer.status_code == 403
    assert "La città non ha ancora detto quale ufficio" in answer.content.decode()
    assert "La città non ha ancora detto quale ufficio" in client.get("/ascolto/").content.decode()


# ---------------------------------------------------------------- who is not entrusted


def test_a_body_that_is_not_entrusted_is_told_whom_to_ask(
    client: Client, enter: Enter, city: Office, bruno: User
) -> None:
    Office.objects.update(email="ascolto@comune.example")
    enter(bruno)
    for answer in (client.get(NEW), client.post(NEW, facts())):
        assert answer.status_code == 403
        page = answer.content.decode()
        assert city.name in page
        assert "mailto:ascolto@comune.example" in page
    assert not Campaign.objects.exists()
    assert client.get(QUEUE).status_code == 403
    assert "mio-ascolto" not in client.get("/profilo/").content.decode()


def test_of_two_bodies_only_the_entrusted_one_is_offered(
    client: Client, enter: Enter, bruno: User, organization: Organization
) -> None:
    EntrustmentFactory.create(organization=organization)
    other = MembershipFactory.create(user=bruno).organization
    enter(bruno)
    assert other.name not in client.get(NEW).content.decode()
    assert organization.name in client.get(NEW).content.decode()
    client.post(NEW, facts(promoter=f"organization/{other.uid}"))
    assert Campaign.objects.get().organization == organization


def test_a_choice_that_is_no_longer_there_becomes_nobody_else_s(
    client: Client, enter: Enter, bruno: User, organization: Organization
) -> None:
    """The form was opened when three could be chosen; one has been withdrawn since."""
    EntrustmentFactory.create(organization=organization)
    NetworkRoleFactory.create(user=bruno, duty="coordinator")
    gone = MembershipFactory.create(user=bruno).organization
    enter(bruno)
    answer = client.post(NEW, facts(promoter=f"organization/{gone.uid}"))
    assert answer.status_code == 422
    assert not Campaign.objects.exists()


def test_a_network_needs_no_entrusting(client: Client, enter: Enter, giulia: User) -> None:
    NetworkRoleFactory.create(user=giulia, duty="coordinator")
    enter(giulia)
    assert client.post(NEW, facts()).status_code == 303


def test_the_verb_refuses_too(bruno: User, organization: Organization) -> None:
    plain = {**facts(), "themes": [], "zones": []}
    with pytest.raises(ActRefused, match="non è affidato"):
        campaigns.draft(plain, organization, actor=bruno)


# ---------------------------------------------------------------- withdrawn


def test_what_is_open_runs_to_its_end_and_nothing_else_opens(
    client: Client, enter: Enter, city: Office, anna: User, bruno: User, organization: Organization
) -> None:
    entrusted = EntrustmentFactory.create(organization=organization, office=city)
    last_day = day_of(clock.now()) + timedelta(days=9)
    asked = CampaignFactory.create(
        office=None, organization=organization, code="aperta", closes_on=last_day
    )
    CampaignFactory.create(office=None, organization=organization, code="bozza", draft=True)
    signal = NeedSignalFactory.create(campaign=asked)
    enter(anna)
    page = client.get(withdrawal_of(entrusted)).content.decode()
    assert asked.title in page
    assert client.post(withdrawal_of(entrusted), {"reason": "Accordo finito."}).status_code == 303
    letter = OutgoingMessage.objects.get(purpose="listening.entrustment")
    assert (letter.recipient, "Accordo finito." in letter.text) == (bruno.email, True)
    assert QUEUE in letter.text

    enter(bruno)
    assert client.get(NEW).status_code == 403
    client.post("/ascolto/campagne/bozza/stato/apri/")
    assert Campaign.objects.get(code="bozza").status == CampaignStatus.DRAFT
    draft = client.get("/ascolto/campagne/bozza/").content.decode()
    assert "Apri l’ascolto" not in draft
    assert "non è più affidato" in draft
    assert client.get("/ascolto/campagne/aperta/segnala/").status_code == 200
    client.post(f"{page_of(signal)}accogli/", {"public_text": "Manca un parco."})
    assert NeedSignal.objects.get().is_heard
    client.post("/ascolto/campagne/aperta/stato/chiudi/")
    client.post("/ascolto/campagne/aperta/stato/apri/")
    assert Campaign.objects.get(code="aperta").status == CampaignStatus.CLOSED


def test_who_never_asked_anything_is_not_told_of_answers_to_give(
    anna: User, bruno: User, organization: Organization
) -> None:
    CampaignFactory.create(office=None, organization=organization, draft=True)
    entrusted = EntrustmentFactory.create(organization=organization)
    entrusting.withdraw(entrusted, "Accordo finito.", actor=anna)
    letter = OutgoingMessage.objects.get(purpose="listening.entrustment")
    assert letter.recipient == bruno.email
    assert QUEUE not in letter.text


def test_a_campaign_without_a_last_day_gets_one(
    city: Office, anna: User, organization: Organization
) -> None:
    entrusted = EntrustmentFactory.create(organization=organization)
    endless = CampaignFactory.create(office=None, organization=organization)
    of_others = CampaignFactory.create()
    entrusting.withdraw(entrusted, "Accordo finito.", actor=anna)
    endless.refresh_from_db()
    of_others.refresh_from_db()
    assert endless.closes_on == day_of(clock.now()) + entrusting.LAST_DAYS
    assert of_others.closes_on is None
    assert Event.objects.filter(subject_label="listening.campaign", verb="change").count() == 1


@pytest.mark.parametrize("days", [None, 1])
def test_the_last_day_is_not_put_off_once_withdrawn(
    anna: User, bruno: User, organization: Organization, days: int | None
) -> None:
    entrusted = EntrustmentFactory.create(organization=organization)
    last_day = date(2099, 5, 20)
    campaign = CampaignFactory.create(office=None, organization=organization, closes_on=last_day)
    plain = {**facts(), "themes": [], "zones": []}
    later = last_day + timedelta(days=days) if days else None
    campaigns.change(campaign, {**plain, "closes_on": last_day}, actor=bruno)
    entrusting.withdraw(entrusted, "Accordo finito.", actor=anna)
    with pytest.raises(ActRefused, match="non si sposta più in là"):
        campaigns.change(campaign, {**plain, "closes_on": later}, actor=bruno)
    sooner = last_day - timedelta(days=1)
    campaigns.change(campaign, {**plain, "closes_on": sooner}, actor=bruno)
    campaign.refresh_from_db()
    assert campaign.closes_on == sooner


def test_the_page_read_before_the_withdrawal_does_not_undo_it(
    anna: User, bruno: User, organization: Organization
) -> None:
    """The campaign in hand still has no last day: the database's is what counts."""
    entrusted = EntrustmentFactory.create(organization=organization)
    in_hand = CampaignFactory.create(office=None, organization=organization)
    entrusting.withdraw(entrusted, "Accordo finito.", actor=anna)
    plain = {**facts(), "themes": [], "zones": [], "closes_on": None}
    with pytest.raises(ActRefused, match="non si sposta più in là"):
        campaigns.change(in_hand, plain, actor=bruno)


def test_withdrawing_twice_says_that_it_is_done(
    client: Client, enter: Enter, city: Office, anna: User
) -> None:
    entrusted = EntrustmentFactory.create(office=city)
    enter(anna)
    assert client.post(withdrawal_of(entrusted), {"reason": ""}).status_code == 422
    assert client.post(withdrawal_of(entrusted), {"reason": "Finito."}).status_code == 303
    again = client.post(withdrawal_of(entrusted), {"reason": "Un altro motivo."})
    assert again.status_code == 409
    entrusted.refresh_from_db()
    assert entrusted.withdrawal == "Finito."
    assert Event.objects.filter(verb="withdraw").count() == 1


def test_a_body_may_be_entrusted_again(
    client: Client, enter: Enter, city: Office, anna: User, organization: Organization
) -> None:
    EntrustmentFactory.create(organization=organization, withdrawn=True)
    enter(anna)
    sent = {"organization": organization.name, "reason": ACT}
    assert client.post(PAGE, sent).status_code == 303
    assert Entrustment.objects.in_force().get().organization == organization
