"""Bringing and amending contributions, saying what one thinks of them; by oneself or through
whoever minutes the table."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require, require_moment
from trama.core.http import accepted, accepted_in_turn, see_other, sent, show_form
from trama.tables.forms.contributions import (
    AmendForm,
    ContributionForm,
    PositionForm,
    SpokenForm,
    ask_speaker,
    speaker,
)
from trama.tables.lifecycle import contributions as lifecycle
from trama.tables.models import (
    Contribution,
    ContributionChannel,
    ContributionKind,
    Participant,
    Path,
    Position,
)
from trama.tables.permissions.contributions import body_in, may_act_for, may_amend
from trama.tables.permissions.paths import bodies_in, may_minute
from trama.tables.queries import contributions as queries
from trama.tables.queries.paths import names_of
from trama.tables.views.contributions import contribution_of
from trama.tables.views.doors import form_page, meeting_of, path_of, require_phase
from trama.tables.views.reading import reading


def _speaking(request: AuthenticatedRequest, path: Path, back: str) -> list[Participant]:
    """The bodies of whoever writes: refused if none was ever of the path; told, if none is now."""
    bodies = list(bodies_in(request.user, path))
    gone = None if bodies else body_in(request.user, path)
    if not bodies and gone is None:
        raise PermissionDenied
    require_moment(
        gone is None,
        _("%(name)s non partecipa più al percorso: quello che ha detto resta, con il suo nome, ma "
          "non si aggiunge altro.") % {"name": gone.name if gone else ""},
        back=back,
    )  # fmt: skip
    require_phase(path, back=back)
    return bodies


# ---------------------------------------------------------------- brought


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Before it is saved, those of the path most like it are shown once."""
    path = path_of(request, code)
    bodies = _speaking(request, path, reverse("paths:contributions", args=[path.code]))
    form = ContributionForm(path, sent(request), request.FILES or None, initial=_answering(request))
    ask_speaker(form, bodies)
    like = queries.similar(path, request.POST.get("title", ""))
    brought: list[Contribution] = []
    must_look = "search" in request.POST or (bool(like) and "anyway" not in request.POST)

    def act() -> None:
        authors = [speaker(form, bodies)]
        brought.append(lifecycle.bring(path, authors=authors, actor=request.user, **form.facts))

    if not must_look and accepted(form, act):
        messages.success(
            request, _("Portato: è %(code)s. Da adesso lo leggono tutti.")
            % {"code": brought[0].code}
        )  # fmt: skip
        return see_other("paths:contribution", path.code, brought[0].number)
    is_blank = not form.is_bound and not form.initial and len(bodies) == 1
    drawn = reading(path).keep(form.render, "contribution_new") if is_blank else form
    names = ", ".join(one.name for one in bodies)
    context = {"path": path, "names": names, "form": drawn, "like": like}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "tables/contribution_new.html", context, status=status)


def _answering(request: AuthenticatedRequest) -> dict[str, Any]:
    """From the page of another contribution one comes to object to it."""
    code = request.GET.get("obietta", "")
    return {"kind": ContributionKind.OBJECTION, "objects_to": code} if code else {}


@require_POST
def contribution_similar(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Only those like it, for the page to show while one writes. Nothing is written: it is a POST
    so that what is being typed stays out of addresses and logs."""
    path = path_of(request, code)
    require(body_in(request.user, path) is not None)
    like = queries.similar(path, request.POST.get("title", ""))
    return render(request, "tables/_similar.html", {"path": path, "like": like})


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_spoken(
    request: AuthenticatedRequest, code: str, meeting_uid: UUID
) -> HttpResponse:
    """What bodies say at the table, written down by whoever minutes it."""
    meeting = meeting_of(request, code, meeting_uid)
    path = meeting.table.path
    require(may_minute(request.user, meeting.table))
    back = reverse("paths:meeting", args=[path.code, meeting.uid])
    require_phase(path, back=back)
    read = reading(path)
    bodies = read.keep(lambda: names_of(path), "names")
    form = SpokenForm(path, bodies, sent(request))
    if accepted(
        form,
        lambda: lifecycle.bring(
            path,
            meeting=meeting,
            channel=ContributionChannel.MINUTES,
            acted_for=True,
            actor=request.user,
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("Contributo scritto: è nella pagina dell’incontro."))
        return see_other(back)
    title = _("Contributo portato a «%(title)s»") % {"title": meeting.title}
    drawn = "" if form.is_bound else read.keep(form.render, "spoken")
    return form_page(request, path, form, title, back=back, drawn=drawn)


# ---------------------------------------------------------------- amended


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_edit(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """Other words; when somebody else has amended meanwhile, their text stands beside the form."""
    contribution = contribution_of(request, code, number)
    require(may_amend(request.user, contribution))
    _not_over(contribution)
    initial = {
        "title": contribution.title,
        "text": contribution.text,
        "version": contribution.version,
    }
    form = AmendForm(sent(request), initial=initial)
    told: list[Participant] = []
    done, now = accepted_in_turn(
        form,
        lambda: told.extend(lifecycle.amend(contribution, actor=request.user, **form.cleaned_data)),
        lambda: contribution_of(request, code, number),
    )
    if done:
        words = ngettext(
            "Modificato. È stato avvisato un ente che aveva preso posizione.",
            "Modificato. Sono stati avvisati %(n)d enti che avevano preso posizione.",
            len(told),
        )
        messages.success(request, words % {"n": len(told)} if told else _("Modificato."))
        return see_other("paths:contribution", code, number)
    context = {"path": contribution.path, "contribution": contribution, "now": now}
    template = "tables/contribution_edit.html"
    return show_form(request, template, form, context, overtaken=now is not None)


def _not_over(contribution: Contribution) -> None:
    path = contribution.path
    back = reverse("paths:contribution", args=[path.code, contribution.number])
    require_phase(path, back=back)
    require_moment(
        contribution.status in lifecycle.OPEN,
        _("%(code)s ha già un esito: non si cambia più.") % {"code": contribution.code},
        back=back,
    )


# ---------------------------------------------------------------- spoken upon


@require_http_methods(["GET", "HEAD", "POST"])
def position(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """What one's body thinks of it; said again, it takes the place of what was said before."""
    contribution = contribution_of(request, code, number)
    back = reverse("paths:contribution", args=[code, number])
    authors = contribution.authors.all()
    bodies = [one for one in _speaking(request, contribution.path, back) if one not in authors]
    require(bool(bodies))
    _not_over(contribution)
    known = Position.objects.filter(contribution=contribution, participant__in=bodies).first()
    is_known = known is not None and len(bodies) == 1
    initial = {"stance": known.stance, "reason": known.reason} if known and is_known else {}
    form = PositionForm(sent(request), initial=initial)
    ask_speaker(form, bodies)
    return _taken(request, contribution, form, bodies=bodies)


@require_http_methods(["GET", "HEAD", "POST"])
def position_for(request: AuthenticatedRequest, code: str, number: int) -> HttpResponse:
    """What a body has said aloud, written by whoever minutes the table: and it shows."""
    contribution = contribution_of(request, code, number)
    require(may_act_for(request.user, contribution))
    _not_over(contribution)
    form = PositionForm(sent(request), path=contribution.path)
    return _taken(request, contribution, form, acted_for=True)


def _taken(
    request: AuthenticatedRequest,
    contribution: Contribution,
    form: PositionForm,
    *,
    bodies: Sequence[Participant] = (),
    acted_for: bool = False,
) -> HttpResponse:
    back = reverse("paths:contribution", args=[contribution.path.code, contribution.number])
    if accepted(
        form,
        lambda: lifecycle.take_position(
            contribution,
            participant=speaker(form, bodies),
            stance=form.cleaned_data["stance"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            acted_for=acted_for,
        ),
    ):
        messages.success(request, _("Posizione scritta. Si può cambiare finché non c’è un esito."))
        return see_other(back)
    title = _("Posizione su %(code)s") % {"code": contribution.code}
    return form_page(request, contribution.path, form, title, contribution.title, back=back)
