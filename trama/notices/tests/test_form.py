"""What a notice asks: read once a process when it can't change, each time when it can."""

import pytest
from django.db import connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from trama.notices.models import FormQuestion, Notice, NoticeStatus, QuestionKind
from trama.notices.queries import form_of
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


def queries_of(notice: Notice) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        form_of(notice)
    return len(captured)


@pytest.fixture
def outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a page that only reads; the test's own transaction is still there."""
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)


@pytest.mark.usefixtures("outside_a_transaction")
def test_the_form_of_a_published_notice_is_read_once(notice: Notice) -> None:
    assert queries_of(notice) == 3
    assert queries_of(notice) == 0
    assert list(form_of(notice).questions) == list(notice.questions.all())
    assert list(form_of(notice).slots) == list(notice.document_slots.all())
    assert list(form_of(notice).requirements) == list(notice.requirements.all())


@pytest.mark.usefixtures("outside_a_transaction")
def test_a_new_version_is_read_again(notice: Notice) -> None:
    form_of(notice)
    Notice.objects.filter(pk=notice.pk).update(version=F("version") + 1)
    notice.refresh_from_db()
    assert queries_of(notice) == 3


@pytest.mark.usefixtures("outside_a_transaction")
def test_a_draft_is_read_each_time(db: None) -> None:
    draft = NoticeFactory.create()
    assert draft.status == NoticeStatus.DRAFT
    assert not form_of(draft).questions
    question = FormQuestion.objects.create(
        notice=draft, code="chi", kind=QuestionKind.SHORT, label="Chi siete"
    )
    assert form_of(draft).questions == (question,)


def test_what_is_read_within_a_transaction_is_not_kept(notice: Notice) -> None:
    assert queries_of(notice) == 3
    assert queries_of(notice) == 3
