"""What a start does to the database before anyone is served: `python -m config.preparation`.

Tables brought up to date by their owner; with TRAMA_DEMO, the demo's clock and its city. In one
process, because each takes a second to begin.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.postgres import database_url
from config.settings import database

CLOCK = Path(__file__).resolve().parent.parent / "trama/core/sql/adjustable_clock.sql"


def become(role: str) -> None:
    """Speak to the database as `owner` or as `app` from the next statement on."""
    connection.close()
    connection.settings_dict.update(database(database_url("owner" if role == "owner" else "app")))


def prepare() -> None:
    become("owner")
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO:
        with connection.cursor() as cursor:
            cursor.execute(CLOCK.read_text())
        become("app")
        call_command("load_demo")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
