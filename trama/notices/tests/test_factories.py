import pytest

from trama.notices.models import Notice, NoticeStatus
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", ["adopted", "published", "closed"])
def test_a_notice_in_any_state_has_what_the_database_asks_of_it(trait: str) -> None:
    notice = NoticeFactory.create(**{trait: True}, complete=True)
    assert notice.status == trait
    assert notice.requirements.count() == 5
    assert (notice.published_at is not None) == (trait != "adopted")


def test_a_plain_notice_is_an_empty_draft() -> None:
    notice = NoticeFactory.create()
    assert (notice.status, notice.sections.count()) == (NoticeStatus.DRAFT, 0)
    assert Notice.objects.public().count() == 0
