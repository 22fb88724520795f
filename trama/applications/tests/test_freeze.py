"""Two connections at once: what one has in flight, the other waits for."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet

import pytest
from django.db import IntegrityError, transaction

from trama.accounts.models import User
from trama.applications import lifecycle
from trama.applications.lifecycle.window import must_receive
from trama.applications.models import Answer, Application, ApplicationStatus
from trama.applications.tests.factories import ApplicationFactory, ExperienceFactory
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import RegistryEntry
from trama.notices.models import Notice, SigningMode
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db(transaction=True)
Elsewhere = Callable[[Callable[[], object]], "Future[object]"]


def is_waiting(future: "Future[object]") -> bool:
    with pytest.raises(NotYet):
        future.result(timeout=0.5)
    return True


def rewrite() -> int:
    return Answer.objects.filter(question__code="bisogno").update(text="tre anni")


def submit(application: Application, person: User) -> None:
    lifecycle.submit(
        application, actor=person, mode=SigningMode.DIGITAL_IDENTITY, digital_identity=True
    )


@pytest.mark.parametrize("by_the_verb", [True, False])
def test_an_edit_waits_for_the_submission_in_flight_and_is_refused(
    ready: Application, bruno: User, on_another_connection: Elsewhere, by_the_verb: bool
) -> None:
    def save() -> None:
        lifecycle.save_answers(ready, {"bisogno": "tre anni"}, actor=bruno)

    with transaction.atomic():
        submit(ready, bruno)
        edit = on_another_connection(save if by_the_verb else rewrite)
        assert is_waiting(edit)
    with pytest.raises((ActRefused, IntegrityError), match=r"frozen|già stata presentata"):
        edit.result(timeout=5)
    assert not Answer.objects.filter(text="tre anni").exists()


@pytest.mark.parametrize("by_the_verb", [True, False])
def test_a_submission_waits_for_the_edit_in_flight_but_arrived_when_it_knocked(
    ready: Application, bruno: User, on_another_connection: Elsewhere, by_the_verb: bool
) -> None:
    with transaction.atomic():
        if by_the_verb:
            lifecycle.save_answers(ready, {"bisogno": "tre anni"}, actor=bruno)
        else:
            rewrite()
        submission = on_another_connection(lambda: submit(ready, bruno))
        assert is_waiting(submission)
        let_go_at = clock.now()
    submission.result(timeout=5)
    submitted = Application.objects.get(
        status=ApplicationStatus.SUBMITTED, answers__text="tre anni"
    )
    assert submitted.presented_at is not None
    assert submitted.presented_at < let_go_at


def test_two_people_at_once_present_once(
    ready: Application, bruno: User, on_another_connection: Elsewhere
) -> None:
    copy = Application.objects.get(pk=ready.pk)
    with transaction.atomic():
        submit(ready, bruno)
        second = on_another_connection(lambda: submit(copy, bruno))
        assert is_waiting(second)
    with pytest.raises(lifecycle.AlreadySent):
        second.result(timeout=5)
    assert RegistryEntry.objects.count() == 1


def test_two_people_begin_at_once_and_share_one_draft(
    ready: Application, bruno: User, on_another_connection: Elsewhere
) -> None:
    notice, body = ready.notice, ready.organization
    ready.delete()
    with transaction.atomic():
        mine = lifecycle.start(notice, body, actor=bruno)
        other = on_another_connection(lambda: lifecycle.start(notice, body, actor=bruno))
        assert is_waiting(other)
    assert other.result(timeout=5) == mine
    assert Application.objects.count() == 1


def test_edits_of_two_people_do_not_lock_each_other_out(
    ready: Application, bruno: User, on_another_connection: Elsewhere
) -> None:
    theme = ready.experiences.get().theme

    def add() -> None:
        lifecycle.add_experience(
            ready, actor=bruno, theme=theme, title="In due", started_on=clock.now().date()
        )

    both = [on_another_connection(add) for _ in range(4)]
    for future in both:
        future.result(timeout=10)
    assert ready.experiences.filter(title="In due").count() == 4


@pytest.mark.parametrize("model", ["answers", "experiences", "attachments"])
def test_the_database_refuses_every_change_of_what_was_presented(model: str) -> None:
    sent = ApplicationFactory.create(complete=True, submitted=True, notice__complete=True)
    rows = getattr(sent, model)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        rows.all().delete()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        rows.update(application=sent)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ExperienceFactory.create(application=sent)


def test_what_is_missing_is_judged_by_the_notice_as_it_is_held(draft: Application) -> None:
    stale = draft.notice
    Notice.objects.filter(pk=stale.pk).update(version=7)
    with transaction.atomic():
        must_receive(stale)
    assert stale.version == 7


def test_two_people_who_begin_at_once_find_one_draft(
    on_another_connection: Elsewhere, notice: Notice, organization: Organization, bruno: User
) -> None:
    with transaction.atomic():
        first = lifecycle.start(notice, organization, actor=bruno)
        other = on_another_connection(
            lambda: lifecycle.start(notice, organization, actor=bruno).uid
        )
        assert is_waiting(other)
    assert other.result(timeout=5) == first.uid
    assert Application.objects.count() == 1
