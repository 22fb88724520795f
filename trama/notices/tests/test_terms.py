from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from trama.accounts.models import User
from trama.ledger.tests.factories import PublicationFactory
from trama.notices.models import Notice, NoticeStatus
from trama.notices.panels import terms
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    return [str(term.title) for term in terms(user)]


def test_an_open_notice_is_due_on_the_day_of_its_deadline(anna: User, notice: Notice) -> None:
    (term,) = terms(anna)
    assert "Scadenza delle domande" in str(term.title)
    assert term.state == ""


def test_the_day_of_the_deadline_is_today_and_the_day_after_the_screening_is_due(
    anna: User, notice: Notice, stop_clock: Callable[[datetime | None], None]
) -> None:
    assert notice.closes_at is not None
    stop_clock(notice.closes_at - timedelta(hours=1))
    assert [term.state for term in terms(anna)] == ["today"]
    stop_clock(notice.closes_at + timedelta(days=1))
    assert "Concludere l’istruttoria" in titles(anna)[0]


def test_a_screening_past_its_term_is_late_until_its_list_is_public(anna: User) -> None:
    long_ago = timezone.now() - timedelta(days=90)
    late = NoticeFactory.create(
        office=anna.office_roles.get().office,
        status=NoticeStatus.SCREENING,
        opens_at=long_ago - timedelta(days=20),
        closes_at=long_ago,
    )
    assert "late" in [term.state for term in terms(anna)]
    PublicationFactory.create(dossier=late.code, duty="admission_list")
    assert "late" not in [term.state for term in terms(anna)]


def test_the_terms_of_another_office_are_not_hers(anna: User) -> None:
    other = NoticeFactory.create(published=True, short_title="Di altri")
    assert not any(other.name in title for title in titles(anna))
