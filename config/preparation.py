"""What a start does to the database before anyone is served: `python -m config.preparation`.

Tables brought up to date by their owner; with TRAMA_DEMO, the demo's city; in a rehearsal, a clock
that can be moved. In one process, because each takes a second to begin.
"""

import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.postgres import database_url
from config.settings import database


def become(role: str) -> None:
    """Speak to the database as `owner` or as `app` from the next statement on."""
    connection.close()
    connection.settings_dict.update(database(database_url("owner" if role == "owner" else "app")))


def prepare() -> None:
    become("owner")
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO:
        become("app")
        call_command("load_demo")
    if settings.REHEARSAL:
        call_command("prepare_rehearsal")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
