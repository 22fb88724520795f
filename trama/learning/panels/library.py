"""The library where things are begun: what to start from, beside the page that begins it."""

from collections.abc import Sequence

from django.http import HttpRequest

from trama.accounts.models import User
from trama.core.panels import Panel
from trama.core.starting import Model
from trama.learning.lifecycle.library import remember_use
from trama.learning.models import LibraryItem, LibraryKind
from trama.learning.permissions.terms import speakers_of
from trama.learning.queries.library import current
from trama.learning.rules.library import text_of
from trama.notices.models import Notice, NoticeStatus
from trama.notices.permissions import may_edit
from trama.tables.models import MeetingStatus, Path
from trama.tables.permissions.ground import may_tend
from trama.tables.queries.minutes import Minutes

MOST = 20


class Library:
    """What the forms of other apps start from."""

    def offered(self, kind: str) -> Sequence[Model]:
        return [
            Model(str(one.uid), one.title, text_of(one.kind, one.content), one.content)
            for one in current(kind)[:MOST]
        ]

    def used(self, model: Model, user: object, what_for: str) -> None:
        """In the name of the first that the person speaks for; who speaks for none leaves no
        trace: there is nobody to name."""
        speakers = speakers_of(user) if isinstance(user, User) else []
        found = LibraryItem.objects.filter(uid=model.key).first()
        if speakers and found is not None:
            remember_use(found, what_for, speaker=speakers[0])


def for_notice(request: HttpRequest, notice: Notice) -> Panel | None:
    """Requirements, on the desk of a draft."""
    if notice.status != NoticeStatus.DRAFT or not may_edit(request.user, notice):
        return None
    return _panel(LibraryKind.REQUIREMENTS, notice.code)


def for_minutes(request: HttpRequest, minutes: Minutes) -> Panel | None:
    """Paragraphs, while they are written."""
    if minutes.meeting.status != MeetingStatus.MINUTES_DRAFT:
        return None
    return _panel(LibraryKind.MINUTES, str(minutes.meeting.uid))


def for_ground(request: HttpRequest, path: Path) -> Panel | None:
    """Sentences, for whoever tends the common ground."""
    if not may_tend(request.user, path):
        return None
    return _panel(LibraryKind.STATEMENT, path.code)


def _panel(kind: LibraryKind, where: str) -> Panel | None:
    items = list(current(kind)[:MOST])
    context = {"items": items, "where": where, "kind": kind}
    return Panel("learning/practices/_start.html", context) if items else None
