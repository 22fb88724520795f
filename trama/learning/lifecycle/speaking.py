"""What is said in the name of a side: the same sent twice, as a double click does, is said once."""

from typing import TypeVar

from django.db.models import QuerySet

from trama.accounts.models import User
from trama.learning.models import Speaker, Spoken

S = TypeVar("S", bound=Spoken)


def one_at_a_time(actor: User) -> None:
    """What this person sends waits, until the act is done, for what they sent before."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def said_again(rows: QuerySet[S], speaker: Speaker, **facts: object) -> S | None:
    """The last of these, if it says the same in the same name."""
    last = rows.order_by("-pk").first()
    said = {**speaker.columns, **facts}
    same = last is not None and all(getattr(last, name) == fact for name, fact in said.items())
    return last if same else None
