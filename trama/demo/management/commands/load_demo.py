"""`load_demo`: the demo city, in a database that is marked as a demo and in no other."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from trama.accounts.queries import is_demo_database
from trama.core import clock
from trama.core.deadlines import day_of
from trama.demo.lifecycle import load, missing, movable_clock, restore_clock, trust_file


class Command(BaseCommand):
    """Lives what is missing of the city's past; a city that is all there is left alone.

    Exit 0: the city is there. 1: this database is no demo, and nothing was changed.
    """

    help = "Carica la città dimostrativa nella base dati di una dimostrazione."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO and is_demo_database()):
            raise CommandError(
                "This database is not marked as a demo and may hold real people's data. Nothing "
                "was changed: run `make demo`, with another folder in TRAMA_VAR if need be."
            )
        if not missing():
            restore_clock()  # a load cut short may have left it movable
            return
        if Path(settings.PEC_TRUST_STORE) != trust_file():
            raise CommandError(
                "The demo's past trusts its own invented mail provider. Nothing was changed: "
                "unset PEC_TRUST_STORE for the first start, set it again afterwards."
            )
        started = time.monotonic()
        self.stdout.write("Carico la città dimostrativa: meno di un minuto, solo la prima volta.")
        with override("it"), movable_clock():
            load(day_of(clock.now()), tell=lambda what: self.stdout.write(f"  {what}"))
        self.stdout.write(f"Fatto in {time.monotonic() - started:.0f} secondi.")
