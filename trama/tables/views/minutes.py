"""Minutes of a meeting: as everybody reads them, and as they are written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.deadlines import day_of
from trama.core.http import accepted, accepted_in_turn, attempted, see_other, sent, show_form
from trama.mailbox.http import letters
from trama.tables.forms.minutes import AmendForm, DecideForm, EntryForm, StartForm, TakeDownForm
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import Meeting, MeetingStatus, MinutesEntry, Remark, RemarkStatus
from trama.tables.permissions.minutes import is_aloud, may_read
from trama.tables.permissions.paths import may_minute, may_run, was_there
from trama.tables.queries.minutes import (
    Minutes,
    answers_words,
    late_words,
    minutes_of,
    state_words,
    timeline_of,
)
from trama.tables.queries.starts import openings
from trama.tables.views.doors import meeting_of
from trama.tables.views.reading import reading


@login_not_required
@require_safe
def minutes_page(request: HttpRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """Published, for everybody; before, for who was there, while they are born."""
    meeting = meeting_of(request, code, meeting_uid)
    require_moment(
        may_read(request.user, meeting),
        _("Il verbale non è ancora pubblicato: lo legge chi c’era, entrando o dal collegamento "
          "ricevuto per e-mail. Quando è pubblicato lo leggono tutti."),
        back=reverse("paths:meeting", args=[code, meeting_uid]),
    )  # fmt: skip
    if meeting.status == MeetingStatus.PUBLISHED:
        return _published(request, meeting)
    there = was_there(request.user, meeting)
    writes = may_minute(request.user, meeting.table)
    minutes = minutes_of(meeting)
    aloud = [one for one in minutes.answers if is_aloud(one.attendance)]
    context = {
        **read(minutes),
        "attendance": there,
        "may_minute": writes,
        "may_run": may_run(request.user, meeting.table.path),
        "aloud": aloud if writes and meeting.status == MeetingStatus.MINUTES_OPEN else [],
    }
    return render(request, "tables/minutes.html", context)


def _published(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """They do not change any more: drawn once, for everybody."""
    path = meeting.table.path
    text = reading(path).draw(
        "tables/_minutes_published.html", lambda: read(minutes_of(meeting)), meeting
    )
    context = {"path": path, "meeting": meeting, "text": text}
    return render(request, "tables/minutes_published.html", context)


def read(minutes: Minutes) -> dict[str, Any]:
    """What every page of some minutes says."""
    meeting = minutes.meeting
    return {
        "path": meeting.table.path,
        "table": meeting.table,
        "meeting": meeting,
        "minutes": minutes,
        "sentence": state_words(meeting),
        "late": late_words(meeting, day_of(clock.now())),
        "answers": answers_words(minutes),
        "timeline": timeline_of(meeting),
        "is_live": meeting.status == MeetingStatus.MINUTES_DRAFT,
        "is_open": meeting.status == MeetingStatus.MINUTES_OPEN,
    }


def _minuted(request: AuthenticatedRequest, code: str, uid: UUID) -> Meeting:
    """For whoever writes the minutes of its table, or leads it."""
    meeting = meeting_of(request, code, uid)
    require(may_minute(request.user, meeting.table))
    return meeting


def _draft(request: AuthenticatedRequest, code: str, uid: UUID) -> Meeting:
    meeting = _minuted(request, code, uid)
    require_moment(
        meeting.status == MeetingStatus.MINUTES_DRAFT,
        state_words(meeting),
        back=reverse("paths:minutes", args=[code, uid]),
    )
    return meeting


def _entry(meeting: Meeting, uid: UUID) -> MinutesEntry:
    entry = get_object_or_404(
        MinutesEntry.objects.select_related("speaker"), meeting=meeting, uid=uid
    )
    entry.meeting = meeting
    return entry


# ---------------------------------------------------------------- written


@require_POST
def minutes_begin(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = _minuted(request, code, meeting_uid)
    if attempted(
        request,
        lambda: acts.begin(meeting, actor=request.user),
        _("Il verbale è aperto: chi c’è lo legge mentre lo scrivi."),
    ):
        return see_other("paths:minutes_write", code, meeting_uid)
    return see_other("paths:meeting", code, meeting_uid)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_write(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """The form of the next paragraph, and what is written already, by whoever writes."""
    meeting = _draft(request, code, meeting_uid)
    # The point one is at stays chosen from a paragraph to the next.
    form = EntryForm(meeting, sent(request), initial={"item": request.GET.get("punto", "")})
    if accepted(form, lambda: acts.write_entry(meeting, actor=request.user, **form.cleaned_data)):
        return _next(meeting, form.cleaned_data["item"])
    return _write_page(request, meeting, form, TakeDownForm(meeting, initial=form.initial))


def _next(meeting: Meeting, item: Any) -> HttpResponse:
    url = reverse("paths:minutes_write", args=[meeting.table.path.code, meeting.uid])
    point = f"?punto={item.uid}" if item else ""
    return see_other(f"{url}{point}#scrivi")


def _write_page(
    request: AuthenticatedRequest, meeting: Meeting, form: EntryForm, take_down: TakeDownForm
) -> HttpResponse:
    minutes = minutes_of(meeting)
    sources = [] if minutes.lines else openings(meeting)
    context = {
        **read(minutes),
        "form": form,
        "take_down": take_down,
        "start": StartForm(sources) if sources else None,
    }
    status = 422 if form.is_bound or take_down.is_bound else 200
    return render(request, "tables/minutes_write.html", context, status=status)


@require_POST
def minutes_take_down(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """A contribution said aloud."""
    meeting = _draft(request, code, meeting_uid)
    form = TakeDownForm(meeting, request.POST)

    def act() -> None:
        said = dict(form.cleaned_data)
        acts.take_down(meeting, authors=[said.pop("author")], actor=request.user, **said)

    if accepted(form, act):
        messages.success(request, _("Contributo raccolto: è tra quelli del percorso."))
        return _next(meeting, form.cleaned_data["item"])
    return _write_page(request, meeting, EntryForm(meeting), form)


@require_POST
def minutes_start(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = _draft(request, code, meeting_uid)
    form = StartForm(openings(meeting), request.POST)
    if form.is_valid():
        attempted(
            request,
            lambda: acts.start_from(meeting, form.cleaned_data["source"], actor=request.user),
            _("Apertura copiata: correggila dove serve."),
        )
    else:
        messages.error(request, _("Scegli un verbale da cui partire. Nulla è cambiato."))
    return see_other("paths:minutes_write", code, meeting_uid)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_amend(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, entry_uid: UUID
) -> HttpResponse:
    """Other words; when somebody else has changed them meanwhile, both texts side by side."""
    meeting = _draft(request, code, meeting_uid)
    if request.method == "POST" and not meeting.entries.filter(uid=entry_uid).exists():
        return _taken_away(request, meeting)
    entry = _entry(meeting, entry_uid)
    form = AmendForm(entry, sent(request))

    def act() -> str:
        acts.amend_entry(entry, actor=request.user, **form.cleaned_data)
        return _("Salvato. Com’era prima resta leggibile.")

    return _compared(
        request,
        entry,
        form,
        act,
        back="paths:minutes_write",
        template="tables/minutes_amend.html",
    )


def _taken_away(request: AuthenticatedRequest, meeting: Meeting) -> HttpResponse:
    """Of two who write, one has struck what the other was correcting: those words are not lost."""
    messages.error(
        request,
        _("Mentre scrivevi il capoverso è stato tolto. Quello che hai scritto è qui, in «Aggiungi "
          "un capoverso»: se serve, aggiungilo come nuovo."),
    )  # fmt: skip
    form = EntryForm(meeting, initial={"text": request.POST.get("text", "")})
    response = _write_page(request, meeting, form, TakeDownForm(meeting))
    response.status_code = 409
    return response


def _compared(
    request: AuthenticatedRequest,
    entry: MinutesEntry,
    form: AmendForm,
    act: Callable[[], str],
    *,
    back: str,
    template: str,
    **more: Any,
) -> HttpResponse:
    """An act on words that somebody else may have changed since: 409, nothing overwritten, and the
    form goes on from the words of now. The act answers what is said once it is done."""
    meeting = entry.meeting
    done, now = accepted_in_turn(
        form,
        lambda: messages.success(request, act()),
        lambda: MinutesEntry.objects.get(pk=entry.pk),
    )
    if done:
        return see_other(back, meeting.table.path.code, meeting.uid)
    context = {"path": meeting.table.path, "meeting": meeting, "entry": entry, "now": now, **more}
    return show_form(request, template, form, context, overtaken=now is not None)


@require_POST
def entry_strike(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, entry_uid: UUID
) -> HttpResponse:
    meeting = _draft(request, code, meeting_uid)
    entry = _entry(meeting, entry_uid)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    attempted(
        request,
        lambda: acts.strike_entry(entry, version=version, actor=request.user),
        _("Capoverso tolto: le sue parole restano nella storia dell’ufficio."),
    )
    return see_other("paths:minutes_write", code, meeting_uid)


# ---------------------------------------------------------------- opened, decided, published


@require_POST
def minutes_open(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    meeting = _minuted(request, code, meeting_uid)
    attempted(request, lambda: acts.open_to_remarks(meeting, actor=request.user), _opened)
    return see_other("paths:minutes", code, meeting_uid)


def _opened(told: tuple[int, int]) -> str:
    """`told`: how many letters left, how many of those who were there have no address."""
    written, aloud = told
    said = _("Il verbale è aperto alle osservazioni.") + " " + letters(written)
    if aloud:
        said += " " + ngettext(
            "Un presente non ha e-mail: sentilo e rispondi per suo conto.",
            "%(n)d presenti non hanno e-mail: sentili e rispondi per loro conto.",
            aloud,
        ) % {"n": aloud}  # fmt: skip
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def remark_decide(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID, remark_uid: UUID
) -> HttpResponse:
    """Accepted with the corrected text, or kept as an objection with why."""
    meeting = _minuted(request, code, meeting_uid)
    rows = Remark.objects.select_related("entry", "participant").prefetch_related("joined_by")
    remark = get_object_or_404(rows, entry__meeting=meeting, uid=remark_uid)
    require_moment(
        remark.status == RemarkStatus.OPEN,
        _("L’osservazione è già decisa, o è stata ritirata."),
        back=reverse("paths:minutes", args=[code, meeting_uid]),
    )
    remark.entry.meeting = meeting
    form = DecideForm(remark.entry, sent(request))

    def act() -> str:
        said = dict(form.cleaned_data)
        accept = said.pop("outcome") == "accept"
        acts.decide_remark(remark, accept=accept, actor=request.user, **said)
        if accept:
            return _("Accolta: il testo è corretto, e com’era prima resta leggibile.")
        return _("Deciso: il testo resta, e l’osservazione resta come obiezione.")

    return _compared(
        request,
        remark.entry,
        form,
        act,
        back="paths:minutes",
        template="tables/remark_decide.html",
        remark=remark,
    )


@recently_authenticated
@require_POST
def minutes_publish(request: AuthenticatedRequest, code: str, meeting_uid: UUID) -> HttpResponse:
    """By whoever runs the path."""
    meeting = meeting_of(request, code, meeting_uid)
    require(may_run(request.user, meeting.table.path))
    attempted(
        request,
        lambda: acts.publish_minutes(meeting, actor=request.user),
        _("Verbale pubblicato. Il PDF è in preparazione."),
    )
    return see_other("paths:minutes", code, meeting_uid)
