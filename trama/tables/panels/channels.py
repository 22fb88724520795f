"""How a path hears bodies beside its meetings: common ground, replies by e-mail, spreadsheets."""

from collections.abc import Iterable

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Due
from trama.tables.models import MailedStatus, Path, StatementStatus
from trama.tables.queries.ground import how_many


def ground_of(request: HttpRequest, path: Path) -> Panel | None:
    """On the path's page, once there is a statement."""
    count = path.statements.exclude(status=StatementStatus.HIDDEN).count()
    if not count:
        return None
    unite, divide = how_many(path)
    context = {"path": path, "count": count, "unite": unite, "divide": divide}
    return Panel("tables/_ground_of_path.html", context)


def ways_in(request: HttpRequest, path: Path) -> Panel:
    """On the office's page: letters that wait, spreadsheets, the common ground."""
    waiting = path.mailed.filter(status=MailedStatus.PROPOSED).count()
    return Panel("tables/_ways_in.html", {"path": path, "waiting": waiting})


def with_letters(offices: QuerySet[Office]) -> QuerySet[Path]:
    """Paths with replies by e-mail that nobody has looked at."""
    return Path.objects.filter(mailed__status=MailedStatus.PROPOSED, notice__office__in=offices)


def terms(user: User) -> Iterable[Due]:
    """Replies by e-mail that nobody has looked at: the oldest says since when."""
    paths = with_letters(offices_of(user))
    counted = paths.annotate(letters=Count("mailed"), since=Min("mailed__received_at"))
    today = day_of(clock.now())
    rows = counted.order_by("since", "pk").values_list("title", "notice__code", "letters", "since")
    for title, code, letters, since in rows:
        words = ngettext(
            "%(path)s: una risposta per e-mail da guardare",
            "%(path)s: %(n)d risposte per e-mail da guardare",
            letters,
        )
        on = day_of(since)
        yield Due(
            on=on,
            title=words % {"path": title, "n": letters},
            why=_("Possono essere contributi: nulla è pubblico finché non lo dici."),
            url=reverse("paths:mailed", args=[code]),
            action=_("Guarda"),
            state="late" if on < today else "today",
        )
