"""Paper rounds: a sheet is tried, looked at cell by cell, then taken or left."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import attempted, see_other, sent, show_form
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.ledger.formats.sheets.text import read_csv
from trama.listening.forms.moderation import RoundForm
from trama.listening.lifecycle import paper
from trama.listening.models import Campaign, CampaignStatus, PaperRound, PaperRoundStatus
from trama.listening.permissions import listens_for_an_office, may_listen, may_see_round
from trama.listening.queries.desk import repeated
from trama.listening.rules.paper import CELLS


@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: AuthenticatedRequest) -> HttpResponse:
    """Hand a sheet over: nothing comes in before it is confirmed."""
    require(may_listen(request.user))
    campaigns = list(Campaign.objects.of(request.user).filter(status=CampaignStatus.OPEN))
    is_free = listens_for_an_office(request.user)
    form = RoundForm(
        campaigns, may_be_free=is_free, data=sent(request), files=request.FILES or None
    )
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            sheet = read_csv(upload.read())
            made = paper.check(sheet, name=upload.name, campaign=form.campaign, actor=request.user)
        except UnreadableError as error:
            form.add_error("upload", str(error))
        else:
            return see_other("listening:round", made.uid)
    columns = [(name, cell.what) for name, cell in CELLS.items()]
    return show_form(request, "listening/round_new.html", form, {"columns": columns})


@require_safe
def paper_round(request: AuthenticatedRequest, round_uid: UUID) -> HttpResponse:
    found = _visible(request, round_uid)
    waits = found.status == PaperRoundStatus.CHECKED
    context = {
        "found": found,
        "waits": waits,
        "waiting_days": paper.WAITING_DAYS,
        "repeated": repeated(found) if waits else 0,
    }
    return render(request, "listening/round.html", context)


@require_POST
def round_act(request: AuthenticatedRequest, round_uid: UUID, name: str) -> HttpResponse:
    found = _visible(request, round_uid)
    acts = {
        "importa": (paper.apply, _("Importato: le segnalazioni aspettano di essere lette.")),
        "lascia": (paper.drop, _("Lasciato perdere: delle righe non resta nulla.")),
    }
    if name not in acts:
        raise Http404
    act, done = acts[name]
    attempted(request, lambda: act(found, actor=request.user), done)
    return see_other("listening:round", found.uid)


def _visible(request: AuthenticatedRequest, uid: UUID) -> PaperRound:
    """Its lines are people's words: whoever may not read them does not know it is there."""
    found = get_object_or_404(PaperRound.objects.select_related("campaign"), uid=uid)
    if not may_see_round(request.user, found):
        raise Http404
    return found
