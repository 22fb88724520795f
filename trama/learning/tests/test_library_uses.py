"""That a thing began from a template: remembered by its name, told by whoever used it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.core.starting import Model
from trama.core.workflow import ActRefused
from trama.learning.lifecycle import library
from trama.learning.lifecycle.library import Draft
from trama.learning.models import LibraryItem, LibraryKind, Speaker
from trama.learning.panels.library import Library
from trama.learning.permissions.lab import may_tell_use
from trama.learning.rules.library import content_of
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.mailbox.models import OutgoingMessage
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db

LIKE_A_PHONE = "Sportello, tel. 02 8845 1234"
PAGE = 12  # queries


@pytest.fixture
def item(office: Office, administration: Speaker) -> LibraryItem:
    draft = Draft(title="Invito", about="Per chi arriva.", content={"lines": ["Vi aspettiamo."]})
    return library.keep_template(office, LibraryKind.LETTER, draft, actor=administration.actor)


def test_what_began_is_remembered_by_its_name_whatever_it_looks_like(
    client: Client, enter: Enter, office: Office, anna: User, item: LibraryItem
) -> None:
    course = CourseFactory.create(office=office, code="lab", running=True, title=LIKE_A_PHONE)
    EnrolmentFactory.create(course=course, attending=True)
    enter(anna)
    url = f"{reverse('learning:course_letter', args=['lab'])}?modello={item.uid}"
    assert client.post(url, {"title": "Si parte", "text": "Ciao."}).status_code == 303
    assert OutgoingMessage.objects.count() == 1
    assert item.uses.get().what_for == LIKE_A_PHONE


def test_what_began_before_a_template_was_retired_is_remembered_all_the_same(
    anna: User, item: LibraryItem
) -> None:
    library.retire(item, reason="C’è il nuovo.", actor=anna)
    for _click in range(2):
        Library().used(Model(str(item.uid), item.title, ""), anna, "La rete")
    assert item.uses.get().what_for == "La rete"


def test_in_ones_own_words_nobody_is_named(item: LibraryItem, third_sector: Speaker) -> None:
    with pytest.raises(ActRefused, match="telefono"):
        library.use(item, what_for=LIKE_A_PHONE, speaker=third_sector)
    assert not item.uses.exists()


def test_requirements_of_two_templates_are_all_in_the_draft(
    office: Office, administration: Speaker
) -> None:
    draft = NoticeFactory.create(office=office)
    texts = ("Ha una sede.\nHa una sede.\nApre il sabato.", "Ha un bagno.\nApre il sabato.\n§")
    for text in texts:
        content = content_of("requirements", text)
        codes = [row["code"] for row in content["requirements"]]
        assert len(set(codes)) == len(codes)
        template = Draft(title=text[:9], about="Per aprire.", content=content)
        kind = LibraryKind.REQUIREMENTS
        made = library.keep_template(office, kind, template, actor=administration.actor)
        library.use_requirements(made, draft, speaker=administration)
    asked = list(draft.requirements.order_by("position").values_list("text", flat=True))
    assert asked == ["Ha una sede.", "Apre il sabato.", "Ha un bagno.", "§"]


def test_whoever_used_it_tells_how_it_went_and_nobody_else(
    item: LibraryItem, administration: Speaker, third_sector: Speaker, carla: User
) -> None:
    ours = library.use(item, what_for="La rete", speaker=administration)
    theirs = library.use(item, what_for="La festa", speaker=third_sector)
    assert may_tell_use(administration.actor, ours)
    assert not may_tell_use(administration.actor, theirs)
    assert may_tell_use(third_sector.actor, theirs)
    assert not may_tell_use(carla, theirs)


@pytest.mark.parametrize("rows", [1, 30])
def test_its_page_asks_as_much_for_thirty_uses_as_for_one(
    client: Client,
    enter: Enter,
    bruno: User,
    item: LibraryItem,
    third_sector: Speaker,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    for n in range(rows):
        library.use(item, what_for=f"Festa {n}", speaker=third_sector)
    enter(bruno)
    url = reverse("learning:item", args=[item.uid])
    client.get(url)
    with django_assert_num_queries(PAGE):
        text = client.get(url).content.decode()
    assert text.count("/pratiche/modelli/usi/") == rows
