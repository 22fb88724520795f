"""The doors, in a real browser: our policy on scripts and forms is enforced there or nowhere."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from stdnum.it import codicefiscale

from tests.browser import go_by
from trama.accounts.models import User
from trama.accounts.tests.conftest import Posted, Provider
from trama.accounts.tests.factories import PASSWORD, OfficeRoleFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BRUNO = "TSEBRN70A01F205" + codicefiscale.calc_check_digit("TSEBRN70A01F205")


@pytest.fixture
def may_lead_there(provider: Provider, settings: Settings) -> None:
    """As settings do for `OIDC_SERVER_URL`."""
    policy: dict[str, Any] = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "form-action": ["'self'", provider.url]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}


@pytest.fixture
def phone(page: Page) -> None:
    """A phone that knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Page, home: str, person: User) -> None:
    page.goto(f"{home}/accedi/?next=/profilo/")
    page.get_by_role("textbox", name="E-mail").fill(person.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    go_by(page, page.get_by_role("button", name="Entra", exact=True))


def test_a_whole_sign_in_with_a_digital_identity(
    page: Page,
    at_home: str,
    provider: Provider,
    may_lead_there: None,
    post: list[Posted],
    complaints: list[str],
) -> None:
    provider.knows(
        "bruno-1", fiscal_number=f"TINIT-{BRUNO}", given_name="Bruno", family_name="Tesei"
    )
    page.goto(f"{at_home}/accedi/?next=/profilo/")
    page.get_by_role("button", name="Entra con SPID o CIE").click()
    expect(page).to_have_url(re.compile(f"^{provider.url}/oauth2/authorize.*code_challenge="))
    page.get_by_placeholder("sub").fill("bruno-1")
    page.get_by_role("button", name="Authorize").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Manca solo l’indirizzo e-mail")
    page.get_by_role("textbox", name="E-mail").fill("bruno@gelsi.example")
    page.get_by_role("button", name="Continua").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ti abbiamo scritto")

    page.goto(post[0].url)
    page.get_by_role("button", name="Sì, confermo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bruno Tesei")
    expect(page.get_by_text("Ora sei entrato con questa.")).to_be_visible()
    assert User.objects.get().codice_fiscale == BRUNO
    assert complaints == []


def test_consent_refused_in_the_browser(
    page: Page, at_home: str, provider: Provider, may_lead_there: None
) -> None:
    page.goto(f"{at_home}/accedi/")
    page.get_by_role("button", name="Entra con SPID o CIE").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Hai annullato|non ha risposto bene")
    )
    assert not User.objects.exists()


def test_the_policy_stops_a_form_that_would_lead_elsewhere(
    page: Page, at_home: str, provider: Provider, complaints: list[str]
) -> None:
    page.goto(f"{at_home}/accedi/")
    page.get_by_role("button", name="Entra con SPID o CIE").click()
    page.wait_for_timeout(500)
    assert page.url == f"{at_home}/accedi/"
    assert any("form-action" in line for line in complaints)


def test_an_officer_sets_up_a_passkey_and_comes_back_with_it_alone(
    page: Page, at_home: str, phone: None, post: list[Posted], complaints: list[str]
) -> None:
    person = OfficeRoleFactory.create(user__verified_email=True, user__name="Anna Rovati").user
    sign_in(page, at_home, person)
    expect(page.get_by_text("il secondo fattore è obbligatorio")).to_be_visible()
    page.get_by_role("link", name="Aggiungi una passkey").click()
    page.get_by_label("Come la chiami").fill("Telefono di Anna")
    page.get_by_label("Voglio usarla anche per entrare senza password").check()
    page.get_by_role("button", name="Aggiungi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codici di recupero")
    page.goto(f"{at_home}/profilo/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Rovati")
    go_by(page, page.get_by_role("button", name="Esci", exact=True))

    page.goto(f"{at_home}/accedi/?next=/profilo/")
    page.get_by_role("button", name="Entra con la passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Rovati")
    go_by(page, page.get_by_role("button", name="Esci", exact=True))

    sign_in(page, at_home, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ancora un passo")
    page.get_by_role("button", name="Usa la passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Rovati")

    page.goto(f"{at_home}/profilo/secondo-fattore/passkey/")
    page.get_by_role("link", name="Cambia nome Telefono di Anna").click()
    page.get_by_label("Come la chiami").fill("Il mio telefono")
    go_by(page, page.get_by_role("button", name="Salva"))
    page.get_by_role("link", name="Togli Il mio telefono").click()
    go_by(page, page.get_by_role("button", name="Togli"))
    page.goto(f"{at_home}/profilo/")
    expect(page.get_by_text("il secondo fattore è obbligatorio").first).to_be_visible()
    assert complaints == []


def test_without_a_device_a_sentence_says_that_nothing_changed(page: Page, at_home: str) -> None:
    page.goto(f"{at_home}/accedi/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Entra con la passkey").click()
    expect(page.get_by_text("Il dispositivo non ha risposto")).to_be_visible()


def test_without_a_script_the_password_works_and_the_passkey_is_not_offered(
    browser: Any, at_home: str
) -> None:
    person = UserFactory.create(verified_email=True)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{at_home}/accedi/")
    expect(page.get_by_role("button", name="Entra con la passkey")).to_be_hidden()
    sign_in(page, at_home, person)
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)
    context.close()
