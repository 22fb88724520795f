import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from trama.ledger.lifecycle import number
from trama.ledger.models import RegistryEntry
from trama.ledger.tests.factories import AdministrativeActFactory, DocumentFactory

AUTUMN = datetime(2026, 11, 22, 9, tzinfo=UTC)
Elsewhere = Callable[[Callable[[], object]], "Future[object]"]


@pytest.mark.django_db
def test_numbers_start_at_one_and_follow_each_other() -> None:
    first, second = (number(DocumentFactory.create(), at=AUTUMN) for _ in range(2))
    assert [str(first), str(second)] == ["0000001/2026", "0000002/2026"]


@pytest.mark.django_db
def test_the_year_is_the_one_on_the_wall_in_rome() -> None:
    """23:30 in London on 31 December is already the new year in Rome."""
    before = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    after = datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC)
    entries = [number(DocumentFactory.create(), at=at) for at in (before, after, after)]
    assert [str(entry) for entry in entries] == ["0000001/2026", "0000001/2027", "0000002/2027"]


@pytest.mark.django_db
def test_each_register_counts_for_itself() -> None:
    document = DocumentFactory.create(dossier_code="COP-2026-01")
    number(document, at=AUTUMN)
    entry = number(document, at=AUTUMN, register="PROT")
    assert (entry.number, entry.dossier) == (1, "COP-2026-01")


@pytest.mark.django_db
def test_a_thing_has_one_number_in_a_register_and_a_second_try_wastes_none() -> None:
    act = AdministrativeActFactory.create()
    number(act, at=AUTUMN)
    with pytest.raises(IntegrityError), transaction.atomic():
        number(act, at=AUTUMN)
    assert number(AdministrativeActFactory.create(), at=AUTUMN).number == 2


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_while_another_waits_leaves_no_gap(
    on_another_connection: Elsewhere,
) -> None:
    undone, kept = AdministrativeActFactory.create_batch(2)
    has_number, may_go = threading.Event(), threading.Event()

    def act_and_fail() -> None:
        with transaction.atomic():
            number(undone, at=AUTUMN)
            has_number.set()
            may_go.wait(10)
            transaction.set_rollback(True)

    def act() -> None:
        with transaction.atomic():
            number(kept, at=AUTUMN)

    first = on_another_connection(act_and_fail)
    assert has_number.wait(10)
    second = on_another_connection(act)
    with pytest.raises(TimeoutError):
        second.result(0.3)  # it waits for the row lock: nobody yet knows which number is free
    may_go.set()
    first.result(10)
    second.result(10)
    assert [(entry.number, entry.subject_id) for entry in RegistryEntry.objects.all()] == [
        (1, str(kept.pk))
    ]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_each_their_own_without_a_gap(on_another_connection: Elsewhere) -> None:
    def act_on(subject: object) -> Callable[[], None]:
        def act() -> None:
            with transaction.atomic():
                number(subject, at=AUTUMN)  # type: ignore[arg-type]  # a model, from the factory

        return act

    subjects = AdministrativeActFactory.create_batch(8)
    for going in [on_another_connection(act_on(subject)) for subject in subjects]:
        going.result(20)
    numbers = RegistryEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 9))
