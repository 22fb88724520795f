"""The verbs of need cards and resource cards."""

from decimal import Decimal
from typing import Any

import pytest

from trama.accounts.models import User
from trama.core.personal_data import PersonalDataError
from trama.core.workflow import ActRefused, MoveRefused, OutdatedError
from trama.ledger.models import Event
from trama.needs.lifecycle import cards
from trama.needs.models import CardStatus, CardVersion, CardWord, Need, Resource, ResourceKind
from trama.needs.tests.factories import NeedFactory, ResourceFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.programming.models import Target, Theme
from trama.territory.models import Zone, ZoneKind
from trama.territory.tests.factories import SourceFactory, ZoneFactory

pytestmark = pytest.mark.django_db
CODE = "RSSMRA80A01F205X"


def need_facts(baggio: Zone, **more: Any) -> dict[str, Any]:
    return {
        "title": "Mancano posti al doposcuola",
        "description": "I ragazzi delle medie restano fuori.",
        "theme": Theme.objects.get(code="edu-support"),
        "targets": [Target.objects.get(code="adolescents")],
        "zones": [baggio],
        **more,
    }


def resource_facts(place: Zone, **more: Any) -> dict[str, Any]:
    return {
        "title": "Doposcuola di via Inventata",
        "kind": ResourceKind.SERVICE,
        "theme": Theme.objects.get(code="edu-support"),
        "nil": place,
        "served": [],
        "capacity": Decimal(20),
        "unit": "places",
        **more,
    }


def verbs(card: Need | Resource) -> list[str]:
    return list(
        Event.objects.filter(subject_label=card._meta.label_lower, subject_id=card.pk)
        .order_by("occurred_at")
        .values_list("verb", flat=True)
    )


def test_a_draft_says_who_wrote_it_and_is_found_by_its_place(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    need = cards.save_need(need_facts(baggio), actor=bruno, organization=organization)
    need.refresh_from_db()
    assert (need.status, need.author, need.organization) == ("draft", bruno, organization)
    assert need.reach == sorted([baggio.pk, Zone.objects.get(kind=ZoneKind.MUNICIPIO).pk])
    assert "Baggio" in need.keywords
    assert "Municipio 7" in need.keywords
    assert verbs(need) == ["draft"]
    assert not CardVersion.objects.exists()


def test_publishing_keeps_the_first_version_and_learns_its_words(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    need = cards.save_need(need_facts(baggio), actor=bruno, organization=organization)
    assert not CardWord.objects.filter(word="doposcuola").exists()
    cards.publish(need, actor=bruno)
    assert need.published_at
    version = need.versions.get()
    assert version.content["zones"] == [f"nil/{baggio.code}"]
    assert version.content["targets"] == ["adolescents"]
    assert CardWord.objects.filter(word="doposcuola").exists()


def test_a_card_without_a_place_is_not_published(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    facts = resource_facts(baggio, nil=None)
    resource = cards.save_resource(facts, actor=bruno, organization=organization)
    with pytest.raises(ActRefused, match="Manca il dove"):
        cards.publish(resource, actor=bruno)
    resource.refresh_from_db()
    assert resource.status == CardStatus.DRAFT


def test_changing_a_published_card_makes_a_version(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    cards.save_need(
        need_facts(baggio, title="Più posti"),
        actor=bruno,
        need=need,
        seen=1,
        note="contati di nuovo",
    )
    need.refresh_from_db()
    assert (need.title, need.version) == ("Più posti", 2)
    version = need.versions.get(number=2)
    assert (version.content["title"], version.note) == ("Più posti", "contati di nuovo")


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    cards.save_need(need_facts(baggio, title="Prima"), actor=bruno, need=need, seen=1)
    late = Need.objects.get(pk=need.pk)
    with pytest.raises(OutdatedError, match="ancora qui sotto"):
        cards.save_need(need_facts(baggio, title="Seconda"), actor=bruno, need=late, seen=1)
    need.refresh_from_db()
    assert need.title == "Prima"
    assert verbs(need) == ["change"]


@pytest.mark.parametrize("field", ["title", "description", "evidence_note", "magnitude_source"])
def test_a_fiscal_code_is_refused_wherever_it_is_written(
    bruno: User, organization: Organization, baggio: Zone, field: str
) -> None:
    with pytest.raises(PersonalDataError, match="toglilo") as refusal:
        cards.save_need(
            need_facts(baggio, **{field: f"Vedi {CODE}"}),
            actor=bruno,
            organization=organization,
            contacts_are_public=True,
        )
    assert list(refusal.value.found) == [field]
    assert not Need.objects.exists()


def test_a_telephone_in_the_text_needs_a_word_of_the_writer(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    facts = need_facts(baggio, description="Chiamare 347 1234567")
    with pytest.raises(PersonalDataError):
        cards.save_need(facts, actor=bruno, organization=organization)
    cards.save_need(facts, actor=bruno, organization=organization, contacts_are_public=True)
    assert Need.objects.count() == 1


def test_a_service_has_its_own_telephone(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    facts = resource_facts(baggio, phone="02 12345678", email="info@gelsi.example")
    resource = cards.save_resource(facts, actor=bruno, organization=organization)
    assert resource.phone == "02 12345678"
    assert resource.verified_at


def test_free_places_of_another_capacity_are_forgotten(bruno: User, baggio: Zone) -> None:
    resource = ResourceFactory.create(nil=baggio, capacity=30, free=12, unit="places")
    facts = resource_facts(baggio, capacity=Decimal(10))
    cards.save_resource(facts, actor=bruno, resource=resource, seen=1)
    resource.refresh_from_db()
    assert (resource.capacity, resource.free) == (10, None)


def test_free_places_that_still_hold_stay(bruno: User, baggio: Zone) -> None:
    resource = ResourceFactory.create(nil=baggio, capacity=30, free=5, unit="places")
    cards.save_resource(resource_facts(baggio), actor=bruno, resource=resource, seen=1)
    resource.refresh_from_db()
    assert (resource.capacity, resource.free) == (20, 5)


def test_a_card_closes_with_a_reason_and_may_open_again(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    with pytest.raises(ActRefused, match="perché"):
        cards.close(need, actor=bruno, reason="  ")
    cards.close(need, actor=bruno, reason="Aperti trenta posti")
    assert need.closing_reason == "Aperti trenta posti"
    with pytest.raises(MoveRefused):
        cards.close(need, actor=bruno, reason="di nuovo")
    cards.reopen(need, actor=bruno)
    assert (need.status, need.closing_reason) == ("published", "")
    assert verbs(need) == ["close", "reopen"]


def test_a_closed_draft_is_published_only_when_it_opens(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio], draft=True)
    cards.close(need, actor=bruno, reason="Doppione")
    cards.reopen(need, actor=bruno)
    assert need.published_at
    assert need.versions.count() == 1


def test_a_joined_card_leads_to_the_other_with_its_voices(bruno: User, baggio: Zone) -> None:
    first, second, third = NeedFactory.create_batch(3, zones=[baggio])
    cards.add_voice(
        first, actor=bruno, words="Anche noi", organization=OrganizationFactory.create()
    )
    cards.merge(first, second, actor=bruno)
    cards.merge(second, third, actor=bruno)
    first.refresh_from_db()
    assert first.merged_into == third
    assert first.voices.count() == 1


def test_a_card_is_not_joined_to_itself_nor_to_a_closed_one(bruno: User, baggio: Zone) -> None:
    need, closed = NeedFactory.create_batch(2, zones=[baggio])
    cards.close(closed, actor=bruno, reason="Finito")
    with pytest.raises(ActRefused, match="stessa scheda"):
        cards.merge(need, need, actor=bruno)
    with pytest.raises(ActRefused, match="non è pubblicata"):
        cards.merge(need, closed, actor=bruno)
    need.refresh_from_db()
    assert need.status == CardStatus.PUBLISHED


def test_two_cards_are_not_joined_to_each_other(bruno: User, baggio: Zone) -> None:
    one, other = NeedFactory.create_batch(2, zones=[baggio])
    cards.merge(one, other, actor=bruno)
    with pytest.raises(ActRefused):
        cards.merge(other, one, actor=bruno)


def test_a_body_says_its_voice_once(bruno: User, organization: Organization, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    cards.add_voice(need, actor=bruno, words="Sì", organization=organization)
    with pytest.raises(ActRefused, match="già detto"):
        cards.add_voice(need, actor=bruno, words="Sì, sì", organization=organization)
    assert need.voices.count() == 1


def test_a_body_does_not_add_its_voice_to_its_own_card(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    need = NeedFactory.create(zones=[baggio], organization=organization)
    with pytest.raises(ActRefused, match="del tuo ente"):
        cards.add_voice(need, actor=bruno, words="Sì", organization=organization)


def test_people_are_said_without_names_but_not_without_words(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio])
    with pytest.raises(ActRefused, match="senza nomi"):
        cards.add_voice(need, actor=bruno, words="Sì")
    with pytest.raises(PersonalDataError):
        cards.add_voice(need, actor=bruno, words="Sì", who=f"tre maestre, {CODE}")
    cards.add_voice(need, actor=bruno, words="Sì", who="tre maestre")
    assert need.voices.get().who == "tre maestre"


def test_a_closed_need_takes_no_voice(bruno: User, baggio: Zone) -> None:
    need = NeedFactory.create(zones=[baggio], status="closed")
    with pytest.raises(ActRefused, match="non è aperto"):
        cards.add_voice(need, actor=bruno, words="Sì", who="tre maestre")


def test_a_body_takes_up_a_listed_card_once(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    resource = ResourceFactory.create(
        listed=True, source=SourceFactory.create(), nil=baggio, organization=organization
    )
    assert resource.is_listed
    cards.claim(resource, actor=bruno)
    assert (resource.author, resource.is_listed) == (bruno, False)
    assert resource.verified_at
    with pytest.raises(ActRefused, match="già chi la cura"):
        cards.claim(resource, actor=bruno)


def test_a_resource_is_said_to_be_right(bruno: User, baggio: Zone) -> None:
    resource = ResourceFactory.create(nil=baggio)
    cards.verify(resource, actor=bruno)
    assert resource.verified_at
    draft = ResourceFactory.create(nil=baggio, draft=True)
    with pytest.raises(ActRefused):
        cards.verify(draft, actor=bruno)


def test_what_serves_a_municipio_reaches_its_zones_and_what_is_in_one_reaches_both(
    bruno: User, organization: Organization, baggio: Zone
) -> None:
    municipio = Zone.objects.get(kind=ZoneKind.MUNICIPIO)
    elsewhere = ZoneFactory.create()
    wide = cards.save_resource(
        resource_facts(baggio, nil=None, served=[municipio]), actor=bruno, organization=organization
    )
    local = cards.save_resource(resource_facts(baggio), actor=bruno, organization=organization)
    wide.refresh_from_db()
    local.refresh_from_db()
    assert wide.reach == local.reach == sorted([baggio.pk, municipio.pk])
    assert elsewhere.pk not in wide.reach
