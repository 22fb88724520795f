"""The yearly reading of words."""

from django.db import transaction

from trama.core import clock, events
from trama.learning.models import UsageReading
from trama.learning.queries.usage import spoken
from trama.learning.queries.vocabulary import vocabulary
from trama.learning.rules.usage import reading


@transaction.atomic
def read_year(year: int) -> UsageReading:
    """Count anew the words of a year's published minutes: minutes published late change it."""
    at = clock.now()
    content = reading(spoken(year), vocabulary())
    made, _created = UsageReading.objects.update_or_create(
        year=year, defaults={"content": content, "made_at": at}
    )
    events.record(events.Act("read_year", made, None, at, {"year": year}))
    return made
