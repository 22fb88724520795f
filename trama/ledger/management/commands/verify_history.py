import json
import sys
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand

from trama.ledger.lifecycle import commitment
from trama.ledger.models import Event

CHUNK = 2_000  # events in memory at a time
NAMED = 100  # of those that do not match; the count is of all


class Command(BaseCommand):
    help = (
        "Recompute the commitment of every event from its opening. Prints one JSON object: "
        "events, verified, discarded (sealed and mute), mismatched. Exit 1 when one does not match."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        verified = discarded = mismatched = 0
        named: list[str] = []
        events = Event.objects.select_related("opening").order_by("recorded_at", "pk")
        for event in events.iterator(chunk_size=CHUNK):
            holds = _holds(event)
            discarded += holds is None
            verified += holds is True
            if holds is False:
                mismatched += 1
                if len(named) < NAMED:
                    named.append(str(event.pk))
        report = {
            "events": verified + discarded + mismatched,
            "verified": verified,
            "discarded": discarded,
            "mismatched": mismatched,
            "named": named,
        }
        self.stdout.write(json.dumps(report))
        if mismatched:
            sys.exit(1)


def _holds(event: Event) -> bool | None:
    """None: the opening was discarded, the commitment can no longer be opened."""
    try:
        opening = event.opening
    except ObjectDoesNotExist:
        return None
    return commitment(bytes(opening.salt), opening.payload) == event.commitment
