"""Health of the process, for whoever watches it, and the golden thread, for everybody."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trama.core import clock, moments, thread, walk
from trama.core.deadlines import day_of
from trama.core.keeping import kept, nobody
from trama.core.ui import Link

THREAD_SECONDS = 60
"""How late a thread may show what was done, or taken away."""


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The process can serve: the database answers and its schema is this code's."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    if pending:
        return JsonResponse({"status": "unavailable", "migrations": len(pending)}, status=503)
    return JsonResponse({"status": "ok"})


# ---------------------------------------------------------------- the golden thread


@login_not_required
@require_safe
def thread_page(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """What a thing comes from and what came of it, in words, from the first step to the last."""
    known = thread.kind(kind)
    asked = request.GET.get("verso") == "indietro", "tutti" in request.GET
    facts = ("thread", kind, uid, *asked, get_language())
    context = kept("paths", facts, THREAD_SECONDS, lambda: _drawn(known, uid, *asked))
    if context is None:
        raise Http404
    return render(request, "core/thread.html", context)


def _drawn(
    known: thread.Kind | None,
    uid: UUID,
    backwards: bool,  # noqa: FBT001 - as the address asks, the two together
    wide: bool,  # noqa: FBT001
) -> dict[str, str] | None:
    """Many apps are asked, each for its part: it is drawn once, for everybody."""
    now = clock.now()
    found = walk.thread_of(known, uid, now, backwards=backwards, wide=wide) if known else None
    if found is None:
        return None
    context = {
        "thread": found,
        "sentence": _sentence(found),
        "facts": _facts(found),
        "readings": [
            Link(_("Dall’inizio a oggi"), "?", not backwards, "it-arrow-down"),
            Link(_("Da oggi all’inizio"), "?verso=indietro", backwards, "it-arrow-up"),
        ],
        "backwards": backwards,
        "wide": wide,
        "today": day_of(now),
    }
    return {
        "title": str(found.here.title),
        "one": str(found.kind.one),
        "url": found.here.url,
        "text": render_to_string("core/_thread.html", context, nobody()),
    }


def _sentence(found: walk.Thread) -> str:
    """«Il filo ha 7 passaggi, dal 13 febbraio 2025 al 17 luglio 2025. Ne manca uno.»"""
    steps, gaps = len(found.steps), len(found.gaps)
    words = ngettext("Il filo ha un passaggio solo", "Il filo ha %(n)d passaggi", steps)
    words %= {"n": steps}
    if len(set(found.days)) > 1:
        first, last = map(moments.day, found.days)
        words += _(", dal %(first)s al %(last)s") % {"first": first, "last": last}
    if gaps:
        missing = ngettext("Ne manca uno.", "Ne mancano %(n)d.", gaps) % {"n": gaps}
        return f"{words}. {missing}"
    return f"{words}."


def _facts(found: walk.Thread) -> list[tuple[str, str]]:
    facts = [(_("Passaggi"), str(len(found.steps))), (_("Interrotti"), str(len(found.gaps)))]
    if found.broken_since:
        facts.append((_("Il più vecchio, dal"), moments.day(found.broken_since)))
    if len(set(found.days)) > 1:
        first, last = found.days
        facts.append((_("Dal primo all’ultimo"), moments.duration(last - first)))
    return facts
