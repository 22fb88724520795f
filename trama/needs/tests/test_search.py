"""Finding cards: words, typos, accents, filters, and nothing without bound."""

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from trama.needs.models import CardWord, Need, Resource
from trama.needs.queries import cards, search
from trama.needs.queries.search import Wanted
from trama.needs.tests.factories import NeedFactory, ResourceFactory
from trama.organizations.tests.factories import OrganizationFactory
from trama.programming.models import Target, Theme
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db


def titles(wanted: Wanted) -> list[str]:
    found = search.search(Resource, wanted)
    return [card.title for card in cards.shown(Resource, found.keys)]


def test_words_are_found_in_any_form_and_without_accents(baggio: Zone) -> None:
    ResourceFactory.create(title="Attività per ragazze e ragazzi", nil=baggio)
    ResourceFactory.create(title="Mensa")
    assert titles(Wanted("attivita ragazzo")) == ["Attività per ragazze e ragazzi"]


def test_a_card_is_found_by_its_place_theme_and_body(baggio: Zone) -> None:
    ResourceFactory.create(
        title="Aiuto compiti",
        nil=baggio,
        theme=Theme.objects.get(code="edu-support"),
        organization=OrganizationFactory.create(name="La Corte dei Gelsi APS"),
    )
    for words in ("compiti baggio", "sostegno scolastico baggio", "gelsi", "municipio 7 compiti"):
        assert titles(Wanted(words)) == ["Aiuto compiti"], words


def test_titles_with_the_words_come_before_texts_with_them(baggio: Zone) -> None:
    ResourceFactory.create(title="Ascolto", description="e anche doposcuola", nil=baggio)
    ResourceFactory.create(title="Un doposcuola", nil=baggio)
    assert titles(Wanted("doposcuola")) == ["Un doposcuola", "Ascolto"]


def test_a_mistyped_word_is_put_right_and_said(baggio: Zone) -> None:
    ResourceFactory.create(title="Doposcuola dei Gelsi", nil=baggio)
    found = search.search(Resource, Wanted("dposcuola bagio"))
    assert found.corrected == "doposcuola baggio"
    assert len(found.keys) == 1


def test_a_word_that_begins_another_is_completed(baggio: Zone) -> None:
    ResourceFactory.create(title="Sportello psicologico", nil=baggio)
    assert search.search(Resource, Wanted("psicolo")).corrected == "psicologico"


def test_what_is_in_no_card_finds_nothing(baggio: Zone) -> None:
    ResourceFactory.create(title="Doposcuola", nil=baggio)
    found = search.search(Resource, Wanted("xyzzyqwk"))
    assert (found.keys, found.corrected) == ([], "")


@pytest.mark.parametrize("words", ["", "   ", "\x00", "'\"; --", "di e la", "&|!():*", "a" * 5000])
def test_any_text_is_searched_without_an_error(baggio: Zone, words: str) -> None:
    ResourceFactory.create(title="Doposcuola", nil=baggio)
    assert isinstance(search.search(Resource, Wanted(words)).keys, list)


def test_drafts_and_closed_cards_are_not_found(baggio: Zone) -> None:
    ResourceFactory.create(title="Doposcuola segreto", nil=baggio, draft=True)
    ResourceFactory.create(title="Doposcuola chiuso", nil=baggio, status="closed")
    assert titles(Wanted("doposcuola")) == []
    assert not CardWord.objects.filter(word="segreto").exists()


def test_filters_narrow_and_a_zone_counts_what_serves_it(baggio: Zone) -> None:
    municipio = Zone.objects.get(kind="municipio")
    elsewhere = ZoneFactory.create()
    older = Target.objects.get(code="older-people")
    here = ResourceFactory.create(
        title="Qui", nil=baggio, kind="space", capacity=9, free=2, unit="places"
    )
    around = ResourceFactory.create(title="Attorno", served=[municipio], targets=[older])
    ResourceFactory.create(title="Altrove", nil=elsewhere)

    def found(**chosen: object) -> list[str]:
        rows = cards.browse(Resource, Wanted(**chosen))  # type: ignore[arg-type]  # any filter
        return [card.title for card in rows]

    assert found(zone=baggio) == [around.title, here.title]
    assert found(zone=municipio) == [around.title, here.title]
    assert found(zone=elsewhere) == ["Altrove"]
    assert found(target=older) == [around.title]
    assert found(kind="space") == [here.title]
    assert found(free=True) == [here.title]


def test_more_cards_than_can_be_compared_are_said(
    baggio: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BEST", 3)
    for number in range(5):
        ResourceFactory.create(title=f"Ascolto {number}", description="mensa", nil=baggio)
    ResourceFactory.create(title="Zeta mensa", nil=baggio)
    found = search.search(Resource, Wanted("mensa"))
    assert found.is_capped
    assert len(found.keys) == 3
    assert cards.shown(Resource, found.keys)[0].title == "Zeta mensa"


def test_the_list_goes_on_from_the_last_card(baggio: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "PER_PAGE", 2)
    names = ["Alfa", "Beta", "Beta", "Gamma", "Zeta"]
    for name in names:
        ResourceFactory.create(title=name, nil=baggio)
    seen: list[Resource] = []
    last = None
    while page := cards.browse(Resource, Wanted(), after=last)[:2]:
        seen += page
        last = page[-1]
    assert [card.title for card in seen] == names
    assert len({card.pk for card in seen}) == 5
    assert [card.title for card in cards.browse(Resource, Wanted(), letter="g")] == [
        "Gamma",
        "Zeta",
    ]


def test_cards_are_found_by_new_zones_once_they_are_indexed_again(baggio: Zone) -> None:
    resource = ResourceFactory.create(title="Mensa", nil=baggio)
    Zone.objects.filter(pk=baggio.pk).update(name="Corte Nuova")
    assert titles(Wanted("mensa corte nuova")) == []
    call_command("index_cards")
    assert titles(Wanted("mensa corte nuova")) == [resource.title]


def test_similar_needs_share_words_theme_and_zone(baggio: Zone) -> None:
    school = Theme.objects.get(code="edu-support")
    like = NeedFactory.create(title="Mancano posti al doposcuola", theme=school, zones=[baggio])
    NeedFactory.create(
        title="Mancano posti letto", theme=Theme.objects.get(code="housing"), zones=[baggio]
    )
    NeedFactory.create(title="Posti al doposcuola", theme=school, zones=[ZoneFactory.create()])
    found = cards.similar(Need, "posti di doposcuola", theme=school, zones=[baggio])
    assert found == [like]
    assert cards.similar(Need, "di la") == []


@pytest.mark.parametrize("number", [1, 50])
def test_a_search_asks_the_same_questions_for_one_and_fifty(
    baggio: Zone, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        ResourceFactory.create(nil=baggio, targets=[Target.objects.first()])
    with django_assert_num_queries(4):
        found = search.search(Resource, Wanted("doposcuola"))
        cards.shown(Resource, found.keys)
