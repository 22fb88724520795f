import hashlib
import json

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from trama.accounts.models import User
from trama.core import clock, events
from trama.ledger.lifecycle import canonical, commitment
from trama.ledger.models import Event

FORBIDDEN = [
    "UPDATE ledger_event SET verb = ''",
    "DELETE FROM ledger_event",
    "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE ledger_event CASCADE",
]


@pytest.fixture
def event(carla: User) -> Event:
    events.record(events.Act("rename", carla, None, clock.now(), {"name": "Carla"}))
    return Event.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_application_has_not_the_right_to_touch_an_event(event: Event, sql: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Event.objects.get() == event


@pytest.mark.django_db
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_right_is_missing_in_the_catalogue_too(right: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, has_table_privilege('ledger_event', %s),"
            " has_table_privilege('ledger_event', 'INSERT')",
            [right],
        )
        assert cursor.fetchone() == ("trama_app", False, True)


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ["UPDATE", "DELETE", "TRUNCATE"])
def test_even_its_owner_is_stopped_by_a_trigger(operation: str) -> None:
    """The owner has the right: `tgtype` says what the trigger stops, `tgenabled` that it does."""
    bits = {"DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype & %s, tgenabled FROM pg_trigger"
            " WHERE tgrelid = 'ledger_event'::regclass AND tgname = 'ledger_event_append_only'",
            [bits[operation]],
        )
        assert cursor.fetchone() == (bits[operation], "O")


@pytest.mark.django_db
def test_the_opening_proves_what_was_committed_and_can_be_discarded(event: Event) -> None:
    opening = event.opening
    assert commitment(bytes(opening.salt), opening.payload) == event.commitment
    opening.delete()
    assert "Carla" not in str(Event.objects.values().get())


@pytest.mark.django_db
def test_an_act_and_its_event_happen_both_or_neither(carla: User) -> None:
    with transaction.atomic():
        events.record(events.Act("rename", carla, None, clock.now(), {}))
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_the_same_facts_are_committed_to_differently_each_time(carla: User) -> None:
    """Whoever guesses the facts cannot recognize them without the salt."""
    for _ in range(2):
        events.record(events.Act("rename", carla, None, clock.now(), {"name": "Carla"}))
    assert len(set(Event.objects.values_list("commitment", flat=True))) == 2


FACTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | st.datetimes(timezones=st.timezones())
    | st.uuids(),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inside, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), FACTS, max_size=5))
def test_the_same_facts_are_the_same_bytes_in_whatever_order(facts: dict[str, object]) -> None:

    once = canonical(facts)
    assert canonical(dict(reversed(facts.items()))) == once
    assert canonical(json.loads(once)) == once


def test_the_canonical_form_is_the_one_of_the_standard() -> None:
    """RFC 8785, §3.2: keys sorted, no spaces, numbers as ECMAScript writes them."""
    assert canonical({"b": 1.0, "a": [1e21, "è\n"]}) == '{"a":[1e+21,"è\\n"],"b":1}'


def test_a_commitment_is_the_hash_of_salt_and_payload() -> None:

    assert commitment(b"sale", "{}") == hashlib.sha256(b"sale{}").hexdigest()
