"""`rotate_links_key`: a new key for signed links; those still good are withdrawn."""

import json
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.keys import RefusedKeyError, create_key, keys_directory
from trama.mailbox.lifecycle import revoke_all_links

VARIABLE = "TRAMA_LINKS_KEY"


class Command(BaseCommand):
    """Withdraws every link that is still good, each an event, then replaces the key's file.

    In this order: should we fall half-way, no link made with the old key is good any more. Prints
    `{"revoked": n}`. Web and worker read the key when they start: restart them afterwards.
    Exit 2: the key is in the environment, and is changed there.
    """

    help = "Cambia la chiave dei collegamenti firmati e ritira quelli ancora validi."

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get(VARIABLE):
            sentence = _(
                "La chiave è nella variabile %(name)s: cambiala lì. I collegamenti già mandati "
                "smettono di valere da soli. Nulla è cambiato."
            )
            raise CommandError(sentence % {"name": VARIABLE}, returncode=2)
        revoked = revoke_all_links()
        folder = keys_directory()
        try:
            (folder / "links").unlink(missing_ok=True)
            create_key(folder, "links")
        except (OSError, RefusedKeyError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps({"revoked": revoked}))
        self.stderr.write(_("Chiave cambiata. Ora riavvia web e worker."))
