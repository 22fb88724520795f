"""The pages of needs and resources, as each person meets them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.needs.lifecycle import cards
from trama.needs.models import Need, NeedVoice, Resource
from trama.needs.tests.factories import NeedFactory, NeedVoiceFactory, ResourceFactory
from trama.needs.tests.pages import page
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.tests.factories import AddressFactory, SourceFactory, ZoneShareFactory

pytestmark = pytest.mark.django_db
Enter = Any


def need_data(zone: Zone, **more: Any) -> dict[str, Any]:
    return {
        "title": "Mancano posti al doposcuola",
        "description": "I ragazzi delle medie restano fuori.",
        "theme": Theme.objects.get(code="edu-support").pk,
        "zones": [zone.pk],
        "evidence": "witnessed",
        **more,
    }


def resource_data(**more: Any) -> dict[str, Any]:
    return {
        "title": "Doposcuola dei gelsi",
        "kind": "service",
        "theme": Theme.objects.get(code="edu-support").pk,
        "capacity": "20",
        "unit": "places",
        **more,
    }


# ---------------------------------------------------------------- one card


def test_a_need_says_where_how_much_and_how_sure(client: Client, baggio: Zone) -> None:
    need = NeedFactory.create(
        zones=[baggio],
        magnitude=220,
        unit="places",
        magnitude_source="registro delle iscrizioni 2025",
        evidence="counted",
    )
    NeedVoiceFactory.create(need=need, words="Anche da noi", organization__name="Il Nodo")
    text = page(client, "needs:need", need.uid)
    assert "Baggio: 220 posti; contato, lo dicono 2 voci." in text
    assert "registro delle iscrizioni 2025" in text
    assert "Anche da noi" in text
    assert "Il Nodo" in text


def test_what_is_not_known_is_not_a_zero(client: Client, baggio: Zone) -> None:
    resource = ResourceFactory.create(nil=baggio)
    text = page(client, "needs:resource", resource.uid)
    assert "Servizio a Baggio: non noto; mai verificato." in text
    assert NeedFactory.create(zones=[baggio]).magnitude is None


def test_a_changed_card_shows_what_changed(client: Client, bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio], draft=True)
    cards.publish(need, actor=bruno)
    facts = {"title": "Titolo nuovo", "zones": [baggio], "targets": []}
    cards.save_need(facts, actor=bruno, need=need, seen=1, note="riscritto")
    text = page(client, "needs:need", need.uid)
    assert "Versione 2" in text
    assert "riscritto" in text
    assert "<ins>Titolo nuovo</ins>" in text


def test_a_joined_card_leads_to_the_other(client: Client, bruno: User, baggio: Zone) -> None:
    old, new = NeedFactory.create_batch(2, zones=[baggio])
    cards.merge(old, new, actor=bruno)
    answer = client.get(reverse("needs:need", args=[old.uid]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("needs:need", args=[new.uid]))
    assert old.title in page(client, "needs:need", new.uid)


def test_a_draft_is_of_its_body_only(
    client: Client, enter: Enter, bruno: User, carla: User, organization: Organization, baggio: Zone
) -> None:
    need = NeedFactory.create(zones=[baggio], organization=organization, draft=True)
    url = reverse("needs:need", args=[need.uid])
    assert client.get(url).status_code == 404
    assert enter(carla).get(url).status_code == 404
    assert enter(bruno).get(url).status_code == 200


# ---------------------------------------------------------------- writing


def test_a_body_writes_a_need_and_publishes_it(
    enter: Enter, bruno: User, organization: Organization, baggio: Zone
) -> None:
    client = enter(bruno)
    answer = client.post(reverse("needs:need_new"), need_data(baggio))
    need = Need.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("needs:need", args=[need.uid]),
    )
    assert (need.status, need.organization, need.author) == ("draft", organization, bruno)
    publish = reverse("needs:need_publish", args=[need.uid])
    for _click in range(2):
        assert client.post(publish).status_code == 303
    need.refresh_from_db()
    assert need.status == "published"
    assert need.versions.count() == 1


def test_similar_cards_are_shown_once_before_saving(
    enter: Enter, bruno: User, baggio: Zone
) -> None:
    NeedFactory.create(
        title="Mancano posti al doposcuola",
        theme=Theme.objects.get(code="edu-support"),
        zones=[baggio],
    )
    client = enter(bruno)
    answer = client.post(reverse("needs:need_new"), need_data(baggio))
    assert answer.status_code == 200
    assert "Ce n’è una simile" in answer.content.decode()
    assert Need.objects.count() == 1
    answer = client.post(reverse("needs:need_new"), need_data(baggio, anyway="1"))
    assert answer.status_code == 303
    assert Need.objects.count() == 2


def test_similar_cards_come_as_a_fragment_while_one_writes(
    enter: Enter, bruno: User, giulia: User, baggio: Zone
) -> None:
    ResourceFactory.create(title="Doposcuola dei gelsi", nil=baggio)
    data = {"title": "doposcuola gelsi", "theme": "", "served": ["x", "9" * 30]}
    answer = enter(bruno).post(reverse("needs:resource_similar"), data)
    assert "Doposcuola dei gelsi" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert enter(giulia).post(reverse("needs:resource_similar"), data).status_code == 403


def test_asking_for_similar_cards_saves_nothing(enter: Enter, bruno: User, baggio: Zone) -> None:
    answer = enter(bruno).post(reverse("needs:need_new"), need_data(baggio, search="1"))
    assert answer.status_code == 200
    assert not Need.objects.exists()


def test_a_fiscal_code_is_told_beside_its_field_and_the_text_is_kept(
    enter: Enter, bruno: User, baggio: Zone
) -> None:
    data = need_data(baggio, description="La mamma RSSMRA80A01F205X aspetta")
    answer = enter(bruno).post(reverse("needs:need_new"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "sembra un codice fiscale: toglilo" in text
    assert "aspetta" in text
    assert "contacts_are_public" not in text
    assert not Need.objects.exists()


def test_a_telephone_in_the_text_is_asked_about(enter: Enter, bruno: User, baggio: Zone) -> None:
    client = enter(bruno)
    data = need_data(baggio, description="Chiamare il 347 1234567")
    answer = client.post(reverse("needs:need_new"), data)
    assert answer.status_code == 422
    assert "contacts_are_public" in answer.content.decode()
    answer = client.post(reverse("needs:need_new"), data | {"contacts_are_public": "on"})
    assert answer.status_code == 303


def test_an_address_finds_its_zone_and_one_that_is_not_known_is_said(
    enter: Enter, bruno: User
) -> None:
    address = AddressFactory.create(street="Via delle Forze Inventate", number="12")
    client = enter(bruno)
    data = resource_data(address="via delle forze inventate 99")
    answer = client.post(reverse("needs:resource_new"), data)
    assert answer.status_code == 422
    assert "La via c’è, il numero no." in answer.content.decode()
    answer = client.post(
        reverse("needs:resource_new"), resource_data(address="via delle forze inventate, 12")
    )
    assert answer.status_code == 303
    resource = Resource.objects.get()
    assert resource.nil == address.nil
    assert (resource.longitude, resource.latitude) == (address.longitude, address.latitude)


def test_of_two_editors_the_second_finds_their_words_and_may_save_again(
    enter: Enter, bruno: User, organization: Organization, baggio: Zone
) -> None:
    need = NeedFactory.create(zones=[baggio], organization=organization)
    client = enter(bruno)
    url = reverse("needs:need_edit", args=[need.uid])
    assert client.post(url, need_data(baggio, title="Prima", version="1")).status_code == 303
    answer = client.post(url, need_data(baggio, title="Seconda", version="1"))
    assert answer.status_code == 409
    assert "Seconda" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    need.refresh_from_db()
    assert need.title == "Prima"


def test_who_has_no_body_and_no_area_writes_nothing(
    client: Client, enter: Enter, giulia: User, anna: User
) -> None:
    assert client.get(reverse("needs:need_new")).status_code == 302
    for person in (giulia, anna):
        for name in ("need_new", "resource_new", "import_new", "own_cards"):
            assert enter(person).get(reverse(f"needs:{name}")).status_code == 403


def test_another_body_changes_nothing(
    enter: Enter, carla: User, organization: Organization, baggio: Zone
) -> None:
    need = NeedFactory.create(zones=[baggio], organization=organization)
    client = enter(carla)
    for name in ("need_edit", "need_manage"):
        assert client.get(reverse(f"needs:{name}", args=[need.uid])).status_code == 403
    for name in ("need_close", "need_reopen", "need_publish"):
        assert client.post(reverse(f"needs:{name}", args=[need.uid])).status_code == 403


def test_closing_asks_why_and_keeps_what_was_typed(
    enter: Enter, bruno: User, organization: Organization, baggio: Zone
) -> None:
    need = NeedFactory.create(zones=[baggio], organization=organization)
    client = enter(bruno)
    url = reverse("needs:need_close", args=[need.uid])
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {"reason": "Risolto per RSSMRA80A01F205X"})
    assert answer.status_code == 422
    assert "Risolto per" in answer.content.decode()
    assert client.post(url, {"reason": "Aperti trenta posti"}).status_code == 303
    assert "Aperti trenta posti" in page(client, "needs:need", need.uid)


# ---------------------------------------------------------------- voices and areas


def test_another_body_adds_its_voice_once(enter: Enter, carla: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    client = enter(carla)
    body = client.get(reverse("needs:need", args=[need.uid])).context["voice_form"]
    chosen = body.fields["organization"].choices[0][0]
    url = reverse("needs:need_voice", args=[need.uid])
    data = {"words": "Lo vediamo anche noi", "organization": chosen}
    assert client.post(url, data).status_code == 303
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "già detto" in answer.content.decode()
    assert NeedVoice.objects.count() == 1


def test_the_manager_of_an_area_keeps_what_nobody_keeps_in_it(enter: Enter, viola: User) -> None:
    corte = Zone.objects.get(kind="nil", code="901")
    here = ResourceFactory.create(listed=True, source=SourceFactory.create(), nil=corte)
    claimed = ResourceFactory.create(source=SourceFactory.create(), nil=corte)
    elsewhere = ResourceFactory.create(
        listed=True, source=SourceFactory.create(), nil=ZoneShareFactory.create().part
    )
    client = enter(viola)
    edit = "needs:resource_edit"
    assert client.get(reverse(edit, args=[here.uid])).status_code == 200
    assert client.get(reverse(edit, args=[claimed.uid])).status_code == 403
    assert client.get(reverse(edit, args=[elsewhere.uid])).status_code == 403
    data = resource_data(nil=corte.pk, version="1")
    assert client.post(reverse(edit, args=[here.uid]), data).status_code == 303
    here.refresh_from_db()
    assert here.office is not None
    assert not here.is_listed


def test_the_social_worker_joins_two_cards_of_her_municipio(enter: Enter, rosa: User) -> None:
    corte = Zone.objects.get(kind="nil", code="901")
    one, other = NeedFactory.create_batch(2, zones=[corte])
    client = enter(rosa)
    assert other.title in page(client, "needs:need_manage", one.uid)
    url = reverse("needs:need_merge", args=[one.uid, other.uid])
    for _click in range(2):
        assert client.post(url).status_code == 303 or _click
    one.refresh_from_db()
    assert one.merged_into == other


def test_a_body_takes_up_a_listed_service_of_its_own(
    enter: Enter, bruno: User, carla: User, organization: Organization, baggio: Zone
) -> None:
    resource = ResourceFactory.create(
        listed=True, source=SourceFactory.create(), nil=baggio, organization=organization
    )
    url = reverse("needs:resource_claim", args=[resource.uid])
    assert enter(carla).post(url).status_code == 403
    client = enter(bruno)
    assert "È nostro" in page(client, "needs:resource", resource.uid)
    assert client.post(url).status_code == 303
    resource.refresh_from_db()
    assert resource.author == bruno
    assert "È nostro" not in page(client, "needs:resource", resource.uid)


def test_own_cards_show_drafts(
    enter: Enter, bruno: User, organization: Organization, baggio: Zone
) -> None:
    NeedFactory.create(title="Bozza nostra", organization=organization, draft=True)
    NeedFactory.create(title="Bozza d’altri", draft=True)
    text = page(enter(bruno), "needs:own_cards")
    assert "Bozza nostra" in text
    assert "Bozza d’altri" not in text


def test_other_pages_show_the_cards(
    client: Client, organization: Organization, baggio: Zone
) -> None:
    ResourceFactory.create(title="Ciclofficina", nil=baggio, organization=organization)
    assert "Ciclofficina" in page(client, "organizations:detail", organization.uid)
    assert "Ciclofficina" in page(client, "portal:search", q="ciclofficina")


def test_thousands_stand_apart(client: Client) -> None:
    fund = ResourceFactory.create(
        title="Fondo per le rette", kind="money", capacity=24000, unit="euros_year"
    )
    assert "24.000 euro all’anno" in page(client, "needs:resource", fund.uid)
