"""Saying that something is lacking, without an account; and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from threading import Lock
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require, require_moment
from trama.core.http import made, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.listening.emails import PURPOSES
from trama.listening.forms.speaking import ForAnotherForm, SpeakForm
from trama.listening.lifecycle import contacts, receiving
from trama.listening.lifecycle.campaigns import listens
from trama.listening.lifecycle.receiving import Door, SpentForm, TooMany
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    Channel,
    NeedSignal,
    SignalContact,
    SignalStatus,
)
from trama.listening.permissions import listens_for_an_office, may_listen
from trama.listening.queries.desk import badge_of, turns_of
from trama.listening.rules import challenge as proof
from trama.listening.rules.challenge import Challenge
from trama.listening.rules.receipts import receipt_of, signal_of
from trama.listening.views.public import campaign_of
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import held_link

# However many arrive, one thread of each process reads and keeps them: who reads pages has the
# others, and waits for few turns of the interpreter. Whoever waits here has asked the database for
# nothing yet.
ONE_AT_A_TIME = Lock()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: HttpRequest, code: str = "") -> HttpResponse:
    """The form, of a campaign or of none. Asking for it writes nothing."""
    if request.method == "POST":
        with ONE_AT_A_TIME:
            return _spoken(request, code)
    now = clock.now()
    form = SpeakForm(_listening(request, code, now))
    return _form_page(request, form, _new_challenge(code, now), status=200)


def _listening(request: HttpRequest, code: str, now: datetime) -> Campaign | None:
    """The campaign of the address, or none; one that does not listen now is answered 409."""
    if not code:
        return None
    campaign = campaign_of(request, code)
    require_moment(
        listens(campaign, now),
        _("L’ascolto di questa campagna non è aperto. Si può mandare una segnalazione libera."),
        back=reverse("listening:campaign", args=[campaign.code]),
    )
    return campaign


def _spoken(request: HttpRequest, code: str) -> HttpResponse:
    """What was sent is kept, and its receipt shown; or it is given back with what is wrong."""
    now, source = receiving.knock(str(get_adapter(request).get_client_ip(request)))
    campaign = campaign_of(request, code) if code else None
    if campaign and not listens(campaign, now):
        return _freely(request, now)
    form = SpeakForm(campaign, request.POST)
    attempt = _attempt(request, code, now, source)
    if attempt.problem or not form.is_valid():
        return _form_page(request, form, attempt.challenge, attempt.problem, status=422)
    try:
        signal = receiving.from_form(form.said, attempt.door, attempt.challenge)
    except TooMany as refusal:
        return _form_page(request, form, attempt.challenge, str(refusal), status=429)
    except SpentForm as refusal:
        return _form_page(request, form, _new_challenge(code, now), str(refusal), status=422)
    except ActRefused as refusal:
        return _form_page(request, form, attempt.challenge, str(refusal), status=422)
    return see_other("listening:receipt", receipt_of(signal.uid))


def _freely(request: HttpRequest, now: datetime) -> HttpResponse:
    """The campaign has closed while somebody wrote: their words are in the form of no campaign."""
    words = _("L’ascolto di questa campagna non è più aperto. Quello che hai scritto è ancora qui: "
              "premi di nuovo «Manda la segnalazione», e arriva come segnalazione "
              "libera.")  # fmt: skip
    form = SpeakForm(None, request.POST)
    return _form_page(request, form, _new_challenge("", now), words, status=409)


@dataclass(frozen=True)
class Attempt:
    """A form that was sent: its challenge (or a new one), how it came, why it must wait."""

    challenge: Challenge
    door: Door
    problem: str = ""


def _attempt(request: HttpRequest, code: str, now: datetime, source: str) -> Attempt:
    challenge = proof.read(request.POST.get("challenge", ""), form=code, at=now)
    if challenge is None:
        words = _("Il modulo era aperto da troppo tempo. Quello che hai scritto è ancora qui: "
                  "premi di nuovo «Manda la segnalazione».")  # fmt: skip
        return Attempt(_new_challenge(code, now), Door(Channel.WEB), words)
    solved = challenge.is_solved_by(request.POST.get("answer", ""))
    wait = (proof.SOONEST if solved else proof.SLOW) - (now - challenge.made_at)
    door = Door(
        Channel.WEB,
        source=source,
        is_suspect=not solved,
        is_trap=bool(request.POST.get("website")),
    )
    if wait.total_seconds() <= 0:
        return Attempt(challenge, door)
    return Attempt(challenge, door, _wait(ceil(wait.total_seconds()), solved=solved))


def _wait(seconds: int, *, solved: bool) -> str:
    if solved:  # faster than anybody writes
        words = ngettext(
            "Ancora un secondo. Quello che hai scritto è ancora qui: premi di nuovo «Manda la "
            "segnalazione».",
            "Ancora %(seconds)s secondi. Quello che hai scritto è ancora qui: aspetta, poi premi "
            "di nuovo «Manda la segnalazione».",
            seconds,
        )
    else:
        words = ngettext(
            "Ancora un secondo, perché il tuo browser non ha fatto la verifica da solo. Quello che "
            "hai scritto è ancora qui: premi di nuovo «Manda la segnalazione».",
            "Ancora %(seconds)s secondi, perché il tuo browser non ha fatto la verifica da solo. "
            "Quello che hai scritto è ancora qui: aspetta, poi premi di nuovo «Manda la "
            "segnalazione».",
            seconds,
        )
    return words % {"seconds": seconds}


def _new_challenge(code: str, now: datetime) -> Challenge:
    return proof.make(code, bits=proof.bits_for(receiving.signals_lately(now)), at=now)


def _form_page(
    request: HttpRequest,
    form: SpeakForm,
    challenge: Challenge,
    problem: str = "",
    *,
    status: int,
) -> HttpResponse:
    context = {
        "form": form,
        "campaign": form.campaign,
        "challenge": challenge,
        "problem": problem,
        "slow_seconds": int(proof.SLOW.total_seconds()),
        "email": settings.LISTENING_EMAIL,
    }
    response = render(request, "listening/speak.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of a signal, for whoever holds its secret address."""
    uid = signal_of(receipt)
    if uid is None:
        raise Http404
    rows = NeedSignal.objects.select_related("campaign", "theme", "zone")
    signal = get_object_or_404(rows.defer("zone__boundary", "zone__outline"), uid=uid)
    context = {
        "signal": signal,
        # What was taken for spam waits, as far as its author is told: that is what spam learns.
        "badge": None if signal.status == SignalStatus.SPAM else badge_of(signal),
        "turns": turns_of(signal),
        "address": request.build_absolute_uri(),
    }
    response = _private(render(request, "listening/receipt.html", context))
    response["Referrer-Policy"] = "no-referrer"  # its address is the secret
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """It says what somebody said, or who they are: nobody on the way keeps it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


# ---------------------------------------------------------------- whoever is written to


@login_not_required
@require_safe
def contact(request: HttpRequest, contact_uid: UUID) -> HttpResponse:
    """Behind the link of a letter: yes, it is mine; or, let it be gone. Opening does neither."""
    found, _link = _contact(request, contact_uid)
    signals = [one.signal for one in contacts.of_address(found)]
    context = {
        "contact": found,
        "others": len(signals),
        "is_confirmed": found.confirmed_at is not None,
        # For whoever wrote by mail, or has lost the address of the receipt.
        "receipts": [(one.received_at, receipt_of(one.uid)) for one in signals],
    }
    return _private(render(request, "listening/contact.html", context))


@login_not_required
@require_POST
def contact_act(request: HttpRequest, contact_uid: UUID, name: str) -> HttpResponse:
    found, link = _contact(request, contact_uid)
    if name == "conferma":
        contacts.confirm(found)
        use_link(link, clock.now())
        messages.success(request, _("Confermato: ti scriviamo quando c’è qualcosa da dire."))
        return see_other("listening:contact", found.uid)
    if name != "cancella":
        raise Http404
    contacts.erase(found)
    messages.success(
        request,
        _("Il recapito è cancellato: non ti scriviamo più, chiunque lo indichi, per un anno."),
    )
    return see_other("listening:home")


def _contact(request: HttpRequest, uid: UUID) -> tuple[SignalContact, SignedLink]:
    found = get_object_or_404(SignalContact.objects.select_related("signal__campaign"), uid=uid)
    for purpose in PURPOSES:
        if link := held_link(request, purpose, found):
            return found, link
    raise Http404


# ---------------------------------------------------------------- an operator, for somebody else

AT_THE_DESK = "/per-altri"
"""What its challenge, that nobody has to solve, is made for: no campaign has such a name."""


@require_http_methods(["GET", "HEAD", "POST"])
def for_another(request: AuthenticatedRequest) -> HttpResponse:
    """What somebody says on the telephone or at a desk, written by whoever listens: once, however
    often the button is pressed."""
    require(may_listen(request.user))
    campaigns = list(Campaign.objects.of(request.user).filter(status=CampaignStatus.OPEN))
    is_free = listens_for_an_office(request.user)
    require_moment(
        bool(campaigns) or is_free,
        _("Nessuna campagna dei tuoi enti è aperta: prima aprine una."),
        back=reverse("listening:home"),
    )
    form = ForAnotherForm(campaigns, may_be_free=is_free, data=sent(request))
    now = clock.now()
    if signal := made(form, lambda: _at_the_desk(request, form, now)):
        messages.success(
            request, _("Segnalazione raccolta. Dai alla persona l’indirizzo della ricevuta.")
        )
        return see_other("listening:receipt", receipt_of(signal.uid))
    fresh = proof.make(AT_THE_DESK, bits=0, at=now)
    return show_form(request, "listening/for_another.html", form, {"challenge": fresh})


def _at_the_desk(request: AuthenticatedRequest, form: ForAnotherForm, now: datetime) -> NeedSignal:
    challenge = proof.read(request.POST.get("challenge", ""), form=AT_THE_DESK, at=now)
    if challenge is None:
        raise ActRefused(
            _("La pagina era aperta da troppo tempo. Quello che hai scritto è ancora qui: premi di "
              "nuovo «Raccogli la segnalazione».")
        )  # fmt: skip
    door = Door(Channel.OPERATOR, author=request.user)
    return receiving.from_form(form.said, door, challenge)
