"""The glossary for whoever reads it, and what there is to do for whoever keeps it."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.learning.forms.terms import ConsentForm, SearchForm, SpeakerForm, seen_of
from trama.learning.lifecycle.agreeing import BEFORE_IN_FORCE, DECIDED, IN_DISCUSSION, TO_DEFINE
from trama.learning.models import SIDES, Consent, Definition, Side, Term, TermStatus
from trama.learning.permissions.terms import AnyUser, may_curate, may_drop, speakers_of
from trama.learning.queries import terms as queries
from trama.learning.queries.terms import Row
from trama.learning.views.doors import term_of
from trama.ledger.queries import timeline

Known = Mapping[str, Definition]
"""By side, what each says now."""
Given = Mapping[str, Consent]
"""By side, the consents that hold."""


@login_not_required
@require_safe
def term_list(request: HttpRequest) -> HttpResponse:
    """By letter; or what a search finds."""
    form = SearchForm(request.GET or None)
    words = queries.clean_words(form.cleaned_data["q"]) if form.is_valid() else ""
    found = queries.search(words) if words else None
    rows = [] if found else queries.rows(queries.listed())
    context = {
        "form": form,
        "words": words,
        "found": found,
        "letters": _by_letter(rows),
        "total": len(rows),
        "agreed": sum(queries.is_agreed(row) for row in rows),
        "without_agreement": queries.without_agreement(rows),
        "may_speak": bool(speakers_of(request.user)),
        "may_curate": may_curate(request.user),
    }
    return render(request, "learning/terms.html", context)


def _by_letter(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    return [(letter, list(group)) for letter, group in groupby(rows, lambda row: row.letter)]


@login_not_required
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Every term with its explanation on one page, for paper."""
    rows = queries.rows(queries.listed())
    return render(request, "learning/whole.html", {"letters": _by_letter(rows)})


@login_not_required
@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in force, what the sides say now, how it came to this."""
    shown = term_of(request, slug)
    versions = queries.versions(shown)
    known, given = queries.current(shown), queries.consents(shown)
    context = {
        "term": shown,
        "badge": queries.badge_of(shown),
        "version": versions[-1] if versions else None,
        "basis": queries.basis_badge(versions[-1]) if versions else None,
        "history": _history(versions),
        "related": shown.related.exclude(status=TermStatus.WITHDRAWN),
        "remarks": shown.remarks.select_related(*queries.SPEAKERS),
        "entries": timeline("", public=True, subject=shown),
        "discussion": _discussion(shown, known, given),
        **_acts(shown, request.user, known, given),
    }
    return render(request, "learning/term.html", context)


def _history(versions: list[queries.TermVersion]) -> list[dict[str, object]]:
    """The latest first; of each, what it changed of the one before, side by side."""
    told = []
    for before, version in zip([None, *versions], versions, strict=False):
        old = {one.side: one.text for one in before.voices} if before else {}
        changes = [
            (Side(one.side).label, old[one.side], one.text)
            for one in version.voices
            if one.side in old and old[one.side] != one.text
        ]
        told.append({"version": version, "changes": changes})
    return told[::-1]


def _discussion(shown: Term, known: Known, given: Given) -> dict[str, object] | None:
    """The two definitions as they are being written; nothing when what is in force is all."""
    if shown.status in {TermStatus.PUBLISHED, TermStatus.WITHDRAWN}:
        return None
    sides = [
        {"label": side.label, "definition": known.get(side), "consent": given.get(side)}
        for side in SIDES
    ]
    return {"sides": sides, "starting": known.get(Side.PLATFORM)}


def _acts(shown: Term, user: AnyUser, known: Known, given: Given) -> dict[str, object]:
    """What this person may do now. Lifecycle judges again."""
    speakers = speakers_of(user)
    both = all(side in known for side in SIDES)
    mine = {one.side for one in speakers}
    status = shown.status
    consents = status in IN_DISCUSSION and both and bool(mine - given.keys())
    return {
        "may_define": bool(mine) and status in TO_DEFINE,
        "consent_form": ConsentForm(speakers=speakers, initial=seen_of(known))
        if consents
        else None,
        "speaker_form": SpeakerForm(speakers=speakers) if speakers else None,
        "may_withdraw": bool(mine & given.keys()) and status in BEFORE_IN_FORCE,
        "may_contest": bool(mine) and both and status in IN_DISCUSSION,
        "may_discuss": bool(mine) and status in DECIDED,
        "may_remark": bool(mine) and status != TermStatus.WITHDRAWN,
        "may_revise": bool(mine) and status == TermStatus.PUBLISHED,
        "may_publish": may_curate(user) and status in DECIDED,
        "may_edit": may_curate(user),
        "may_drop": may_drop(user, shown)
        and status in {TermStatus.PROPOSED, TermStatus.DISCUSSED, TermStatus.REVISED},
    }


@require_safe
def work(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for a side's word, and for a curator."""
    speakers = speakers_of(request.user)
    require(bool(speakers) or may_curate(request.user))
    sides = list(dict.fromkeys(one.side for one in speakers))
    context = {
        "waiting": [(side.label, queries.waiting(side)) for side in sides],
        "to_publish": queries.to_publish() if may_curate(request.user) else [],
        "may_curate": may_curate(request.user),
    }
    return render(request, "learning/work.html", context)
