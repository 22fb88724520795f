"""What is lacking and what there is: by whoever manages, telephones, or answers a letter."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.city import People, follow, is_at, press, work
from tests.journeys.keyboard import press_on
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.mailbox.models import OutgoingMessage
from trama.needs import emails
from trama.needs.lifecycle.coverage import ask_run
from trama.needs.models import (
    CapacityAsk,
    CapacityAskStatus,
    CapacityOrigin,
    CapacityReport,
    Resource,
    Unit,
)
from trama.needs.queries import pulse
from trama.needs.rules.pulse import month_of
from trama.needs.tests.factories import ResourceFactory
from trama.needs.tests.quarters import Quarters, quarters
from trama.organizations.models import Organization
from trama.territory.models import Zone, ZoneKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/scrivania/"


# ---------------------------------------------------------------- the Welfare Community Manager


@pytest.fixture
def place(viola: User) -> Quarters:
    """Viola's area has the three quarters. Two bodies: in the north 70 places of 100 that are
    looked for, in the south 20 of 30."""
    made = quarters()
    made.service(made.north, capacity=70)
    made.service(made.south, capacity=20, organization__name="Il Cortile APS")
    viola.office_roles.get().area.zones.add(made.north, made.middle, made.south)
    ask_run(None, clock.now())
    work()
    return made


def quarters_of(page: Page) -> list[str]:
    return [" ".join(one.split()) for one in page.locator("#copertura tr.sub th").all_inner_texts()]


def computed(people: People, page: Page) -> None:
    """The worker is done: with scripts the page notices by itself."""
    expect(page.get_by_text("La stiamo calcolando")).to_be_visible()
    work()
    if not people.options["java_script_enabled"]:
        follow(page, "Ricarica la pagina")
    expect(page.get_by_role("heading", name="chi guadagna e chi perde")).to_be_visible()


def test_from_her_desk_to_what_would_change(people: People, viola: User, place: Quarters) -> None:
    page = people(viola)
    page.goto(DESK)
    is_at(page, "Corte Alta")
    expect(page.get_by_text("Lo scarto più grande: 30 posti")).to_be_visible()
    follow(page, "Guarda la copertura")
    is_at(page, "Copertura dei bisogni")
    # What is not known comes last.
    assert quarters_of(page) == ["11 Nord", "13 Sud", "12 Mezzo", "901 Corte Alta"]

    page.get_by_label("Municipio", exact=True).select_option(label=place.east.name)
    press(page, "Applica")
    expect(page.locator("#copertura tr.sub")).to_have_count(2)
    assert quarters_of(page) == ["11 Nord", "12 Mezzo"]
    page.get_by_label("Ordina per", exact=True).select_option(label="Nome")
    press(page, "Applica")
    expect(page.locator("#copertura tr.sub").first).to_contain_text("Mezzo")
    expect(page.get_by_label("Municipio", exact=True)).to_have_value(place.east.code)
    expect(page.locator("#calcolo")).to_contain_text("quota che lo cerca")

    follow(page, "Che cosa cambia se aggiungo 40 posti?")
    expect(page.get_by_label("Quanti posti in più")).to_have_value("40")
    page.get_by_label("In quale quartiere").select_option(f"nil/{place.north.code}")
    press(page, "Calcola")
    computed(people, page)
    expect(page.get_by_text("Guadagna un quartiere: Nord 30 posti.").first).to_be_visible()

    follow(page, "un ente che chiude")
    page.get_by_label("Ente", exact=True).select_option(label="Il Cortile APS")
    press(page, "Aggiungi la modifica")
    press(page, "Calcola")
    computed(people, page)
    expect(page.locator("p.lead")).to_contain_text("Guadagna un quartiere: Nord 30 posti.")
    expect(page.locator("p.lead")).to_contain_text("Perde un quartiere: Sud 20 posti.")
    expect(page.locator("#confronto tr", has_text="Sud")).to_contain_text("−20")
    assert people.heard == []


# ---------------------------------------------------------------- the community social worker


@pytest.fixture
def service(organization: Organization, viola: User) -> Resource:
    """Of Bruno's body, in the quarter of the cast, with an address to write to."""
    Organization.objects.filter(pk=organization.pk).update(email="ciao@gelsi.example")
    organization.refresh_from_db()
    made: Resource = ResourceFactory.create(
        organization=organization,
        title="Doposcuola dei Gelsi",
        nil=Zone.objects.get(kind=ZoneKind.NIL, code="901"),
        unit=Unit.PLACES,
        capacity=20,
        free=3,
        phone="02 1234567",
        verified_at=clock.now(),
    )
    return made


def test_what_was_said_on_the_telephone_is_on_her_desk(
    people: People, rosa: User, service: Resource
) -> None:
    page = people(rosa)
    page.goto(DESK)
    expect(page.get_by_text("1 servizio della tua zona ha posto.")).to_be_visible()
    expect(page.get_by_role("link", name="02 1234567")).to_have_attribute("href", "tel:021234567")
    follow(page, service.title)
    follow(page, "Segna i posti")
    expect(page.get_by_label("Posti in tutto")).to_have_value("20")
    page.get_by_label("Di cui liberi").fill("0")
    press(page, "Segna i posti")
    expect(page.get_by_text("Posti segnati: la scheda è aggiornata.")).to_be_visible()

    page.goto(DESK)
    expect(page.get_by_text("1 è pieno.")).to_be_visible()
    expect(page.get_by_text("Nessun servizio dice di avere posto")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Pieno:")).to_contain_text(service.title)
    report = CapacityReport.objects.get()
    assert report.free == 0
    assert report.author == rosa
    assert report.origin == CapacityOrigin.PHONE
    assert people.heard == []


# ---------------------------------------------------------------- a volunteer


@pytest.fixture
def letter(at_home: str, service: Resource, organization: Organization) -> OutgoingMessage:
    """This month's, whatever the day of the month."""
    now = clock.now()
    ask = CapacityAsk.objects.create(
        organization=organization, month=month_of(day_of(now)), asked_at=now
    )
    emails.send_ask(ask, pulse.rows(ask, day_of(now)), now)
    return OutgoingMessage.objects.latest("pk")


def test_from_the_letter_one_button_by_keyboard_alone(
    people: People, letter: OutgoingMessage, service: Resource
) -> None:
    page = people.stranger()
    page.goto(next(word for word in letter.text.split() if word.startswith("http")))
    is_at(page, "Quanti posti liberi avete?")
    assert not CapacityReport.objects.exists()
    press_on(page, "Confermo questi numeri")
    expect(page.get_by_text("Grazie. I numeri sono aggiornati")).to_be_visible()
    report = CapacityReport.objects.get()
    assert report.resource == service
    assert [report.capacity, report.free] == [20, 3]
    assert report.origin == CapacityOrigin.LINK
    assert report.author is None
    assert CapacityAsk.objects.get().status == CapacityAskStatus.ANSWERED
    assert people.heard == []
