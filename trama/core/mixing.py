"""Answers of nobody: kept so that not even the database's own columns tell whose they are."""

from typing import TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def mix(rows: models.QuerySet[M]) -> None:
    """These rows written anew all together, in the order of their keys, which have to be random.

    PostgreSQL numbers each row by the transaction that wrote it (`xmin`), and puts it after those
    that came before: an answer would have the number, and the place, of the row that says who has
    answered. Two that mix at once each write what the other does not.
    """
    found = list(rows.select_for_update().order_by("pk"))
    everything = rows.model._default_manager
    everything.filter(pk__in=[one.pk for one in found]).delete()
    everything.bulk_create(found)
