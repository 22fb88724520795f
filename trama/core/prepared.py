"""Questions asked at every page, put into SQL once a process and not once a request.

Django works out the SQL of a queryset each time it is asked: for the small questions of a page
that takes longer than the answer. It is worked out here with marks in the place of values, and
asked from then on by putting the values where the marks were found.
"""

import copy
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class _Statement:
    """`places` says of each parameter which value of the call it is; a fixed one is in `fixed`."""

    compiler: Any  # Django's own, with what it has learnt of the columns
    sql: str
    fixed: tuple[Any, ...]
    places: tuple[int | None, ...]


@dataclass
class _Source:
    """As much of a queryset as the reading of its rows asks for."""

    query: "_Source"
    compiler: Any
    model: type[models.Model]
    db: str = DEFAULT_DB_ALIAS

    def __init__(self, compiler: Any, model: type[models.Model]) -> None:
        self.query, self.compiler, self.model = self, compiler, model
        self._known_related_objects: dict[Any, Any] = {}

    def get_compiler(self, using: str) -> Any:
        return self.compiler


class Prepared(Generic[M]):
    """`Prepared(build, UUID, User)`: `build(uid, user)` makes the queryset; call it with values.

    `kinds`: UUID, int or a model, of which only the key is used. What else the SQL depends
    on has to be the same at each call: no clock of Python's, no language, no condition on values.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], *kinds: type[Any]) -> None:
        self.build = build
        self.kinds = kinds
        self._statement: _Statement | None = None

    def __call__(self, *values: Any) -> list[M]:
        """The rows, whole: these are questions with few of them."""
        statement = self._statement = self._statement or self._prepare()
        keys = [_key(value, kind) for value, kind in zip(values, self.kinds, strict=True)]
        params = tuple(
            fixed if place is None else _as(fixed, keys[place])
            for fixed, place in zip(statement.fixed, statement.places, strict=True)
        )
        compiler = copy.copy(statement.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        compiler.as_sql = lambda: (statement.sql, params)
        source: Any = _Source(compiler, compiler.query.model)
        return list(ModelIterable(source))

    def first(self, *values: Any) -> M | None:
        return next(iter(self(*values)), None)

    def _prepare(self) -> _Statement:
        marks = [_mark(kind) for kind in self.kinds]
        keys = [_key(mark, kind) for mark, kind in zip(marks, self.kinds, strict=True)]
        compiler = self.build(*marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = tuple(keys.index(param) if param in keys else None for param in params)
        if missing := set(range(len(keys))) - set(places):
            raise ValueError(f"Not in the SQL as they were given: values {sorted(missing)}.")
        return _Statement(compiler, sql, tuple(params), places)


def _mark(kind: type[Any]) -> Any:
    """A value that nobody else has, by which its places in the SQL are known."""
    if kind is UUID:
        return uuid4()
    number = secrets.randbelow(2**61) + 2**61
    return kind(pk=number) if issubclass(kind, models.Model) else number


def _key(value: Any, kind: type[Any]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was prepared for, not {type(value).__name__}.")
    return value.pk if isinstance(value, models.Model) else value


def _as(mark: Any, value: Any) -> Any:
    """The driver's own kind of integer, as the column wants it."""
    return type(mark)(value) if isinstance(mark, int) else value
