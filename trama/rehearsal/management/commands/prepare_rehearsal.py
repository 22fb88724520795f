"""`prepare_rehearsal`: a clock that can be moved, in the database of a rehearsal and no other."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trama.accounts.queries import is_rehearsal_database
from trama.demo.lifecycle.stage import install


class Command(BaseCommand):
    """Exit 0: the clock is there, where it was left. 1: no rehearsal, and nothing was changed."""

    help = "Mette nella base dati di una prova un orologio che va avanti a comando."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.REHEARSAL and is_rehearsal_database()):
            raise CommandError(
                "This database is not marked as one of a rehearsal. Nothing was changed: "
                "run `make rehearsal`, with another folder in TRAMA_VAR if need be."
            )
        install("rehearsal_clock")
