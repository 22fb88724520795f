"""A question prepared once answers as the same question asked afresh."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from trama.accounts.models import Office, User
from trama.core.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_it_answers_for_each_value_and_not_for_the_first_alone(anna: User, bruno: User) -> None:
    by_uid = Prepared(lambda uid: User.objects.filter(uid=uid), UUID)
    assert by_uid(anna.uid) == [anna]
    assert by_uid(bruno.uid) == [bruno]
    assert by_uid(uuid4()) == []
    assert by_uid.first(uuid4()) is None


def test_the_whole_row_is_as_a_queryset_reads_it(anna: User) -> None:
    by_key = Prepared(lambda pk: User.objects.filter(pk=pk), int)
    found = by_key(anna.pk)[0]
    fields = [field.attname for field in User._meta.concrete_fields]
    afresh = User.objects.get(pk=anna.pk)
    assert [getattr(found, name) for name in fields] == [getattr(afresh, name) for name in fields]
    assert not found._state.adding


def test_what_is_put_off_is_read_when_it_is_looked_at(anna: User) -> None:
    names = Prepared(lambda pk: User.objects.filter(pk=pk).defer("email"), int)
    found = names(anna.pk)[0]
    assert found.get_deferred_fields() == {"email"}
    assert found.email == anna.email


def test_the_sql_is_worked_out_once(anna: User, bruno: User) -> None:
    built = []

    def build(user: User) -> QuerySet[User]:
        built.append(user)
        return User.objects.filter(pk=user.pk)

    question = Prepared(build, User)
    with CaptureQueriesContext(connection) as captured:
        assert question(anna) == [anna]
        assert question(bruno) == [bruno]
    assert len(built) == 1
    assert len(captured) == 2


def test_a_value_of_another_kind_is_refused(anna: User) -> None:
    by_user = Prepared(lambda user: User.objects.filter(pk=user.pk), User)
    with pytest.raises(TypeError, match="User"):
        by_user(anna.pk)
    with pytest.raises(ValueError, match="argument"):
        by_user(anna, anna)


def test_a_value_that_is_not_in_the_sql_is_a_mistake_said_at_once() -> None:
    everybody = Prepared(lambda office: User.objects.all(), Office)
    with pytest.raises(ValueError, match="Not in the SQL"):
        everybody(Office(pk=1))
