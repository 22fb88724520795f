"""The queue: what came, one at a time or many together; each act is in the register."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other
from trama.core.ui import Link
from trama.ledger.queries import timeline
from trama.listening.forms.moderation import (
    AcceptForm,
    PlaceForm,
    QueueForm,
    ReasonForm,
    TogetherForm,
    TurnForm,
)
from trama.listening.lifecycle import moderation, turns
from trama.listening.models import (
    DOSSIER,
    Campaign,
    NeedSignal,
    SignalContact,
    SignalStatus,
    listens_to_the_city,
)
from trama.listening.permissions import entrusts_for, may_listen, may_moderate, may_promote
from trama.listening.queries import desk

ON_A_PAGE = 50
MOST_TOGETHER = 500


# ---------------------------------------------------------------- the queue


@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponse:
    require(may_listen(request.user))
    return _queue_page(request, request.GET, TogetherForm(), status=200)


def _queue_page(
    request: AuthenticatedRequest,
    asked: QueryDict,
    together_form: TogetherForm,
    chosen: Sequence[str] = (),
    *,
    status: int,
) -> HttpResponse:
    campaigns = list(Campaign.objects.of(request.user))
    form = QueueForm(campaigns, asked)
    wanted = form.wanted(asked.get("stato", ""))
    counts = desk.by_status(request.user, wanted)
    page = Paginator(desk.queue(request.user, wanted), ON_A_PAGE).get_page(asked.get("pagina"))
    context = {
        "form": form,
        "tabs": _tabs(asked, wanted.status, counts),
        "page": page,
        "rows": [(one, desk.badge_of(one)) for one in page],
        "waiting": counts.get(SignalStatus.RECEIVED, 0),
        "first": page[0].uid if page and wanted.status == SignalStatus.RECEIVED else None,
        "together_form": together_form,
        "chosen": set(chosen),
        "back": asked.urlencode(),
        "status": wanted.status,
        "may_promote": may_promote(request.user),
        "may_entrust": entrusts_for(request.user) is not None,
    }
    return render(request, "listening/queue.html", context, status=status)


def _tabs(asked: QueryDict, current: str, counts: dict[str, int]) -> list[Link]:
    """Each state with how many, the filters kept."""
    found = []
    for status in SignalStatus:
        query = asked.copy()
        query["stato"] = status.value
        query.pop("pagina", None)
        found.append(
            Link(
                status.label,
                f"{reverse('listening:queue')}?{query.urlencode()}",
                current=status == current,
                count=counts.get(status, 0),
            )
        )
    return found


@require_POST
def together(request: AuthenticatedRequest) -> HttpResponse:
    """One act on all those that are ticked; where it cannot be done nothing changes, and it is
    said."""
    require(may_listen(request.user))
    form = TogetherForm(request.POST)
    asked = QueryDict(request.POST.get("back", ""))
    chosen = request.POST.getlist("signal")[:MOST_TOGETHER]
    signals = _chosen(request, chosen)
    if form.is_valid() and not signals:
        form.add_error(None, _("Scegli almeno una segnalazione dall’elenco."))
    if accepted(form, lambda: _do_together(request, signals, form.cleaned_data)):
        return see_other(f"{reverse('listening:queue')}?{asked.urlencode()}")
    return _queue_page(request, asked, form, chosen, status=422)


def _chosen(request: AuthenticatedRequest, chosen: Sequence[str]) -> list[NeedSignal]:
    """Of those that one moderates; what is no identifier is nobody's."""
    uids = []
    for text in chosen:
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    rows = NeedSignal.objects.moderated_by(request.user).filter(uid__in=uids)
    return list(rows.select_related("campaign").order_by("pk"))


def _do_together(
    request: AuthenticatedRequest, signals: list[NeedSignal], data: dict[str, Any]
) -> None:
    actor = request.user
    if data["act"] == "gather":
        moderation.gather(signals, actor=actor)
        messages.success(request, _("Fatto: ora sono un gruppo, e si risponde a tutte insieme."))
        return
    acts: dict[str, Callable[[NeedSignal], object]] = {
        "accept": partial(moderation.accept, actor=actor),
        "refuse": partial(moderation.refuse, actor=actor, reason=data["reason"]),
        "spam": partial(moderation.mark_spam, actor=actor),
        "restore": partial(moderation.restore, actor=actor),
        "place": partial(moderation.place, actor=actor, theme=data["theme"], zone=data["zone"]),
    }
    done, why_not = moderation.each(signals, acts[data["act"]])
    if done:
        words = ngettext("Fatto: una segnalazione.", "Fatto: %(done)s segnalazioni.", done)
        messages.success(request, words % {"done": done})
    if why_not:
        words = ngettext(
            "Una segnalazione è rimasta com’era: %(why)s",
            "%(left)s segnalazioni sono rimaste com’erano: %(why)s",
            len(why_not),
        )
        why = " ".join(dict.fromkeys(why_not))
        messages.warning(request, words % {"left": len(why_not), "why": why})


@require_safe
def log(request: AuthenticatedRequest) -> HttpResponse:
    """The acts upon the signals of a campaign, or of none: who, when, what."""
    require(may_listen(request.user))
    campaigns = list(Campaign.objects.of(request.user))
    code = request.GET.get("campagna", "")
    chosen = next((one for one in campaigns if one.code == code), None)
    is_free = listens_to_the_city(request.user)
    if code and chosen is None:
        raise Http404
    if chosen is None and not is_free and campaigns:
        chosen = campaigns[0]
    address = reverse("listening:log")
    tabs = [Link(_("Senza campagna"), address, current=chosen is None)] if is_free else []
    tabs += [
        Link(one.title, f"{address}?campagna={one.code}", current=one == chosen)
        for one in campaigns
    ]
    dossier = chosen.dossier if chosen else (DOSSIER if is_free else "")
    story = timeline(dossier, public=False) if dossier else []
    context = {"tabs": tabs, "rows": desk.with_signals(story)}
    return render(request, "listening/log.html", context)


# ---------------------------------------------------------------- one signal


@require_safe
def signal(request: AuthenticatedRequest, signal_uid: UUID) -> HttpResponse:
    """What came, as it came; what may be done of it, for whoever moderates it."""
    found = _visible(request, signal_uid)
    moderates = may_moderate(request.user, found)
    return _signal_page(request, found, moderates=moderates)


def _signal_page(
    request: AuthenticatedRequest,
    found: NeedSignal,
    *,
    moderates: bool = True,
    refused: Mapping[str, BaseForm] | None = None,
) -> HttpResponse:
    """`refused`: the form that was sent and is given back, in the place of the empty one."""
    context: dict[str, Any] = {
        "signal": found,
        "badge": desk.badge_of(found),
        "turns": desk.turns_of(found),
        "group": desk.group_of(request.user, found),
        "moderates": moderates,
    }
    # Nothing is proposed as public, unless the moderator asks to begin from the words that came.
    begun = {"public_text": found.words[:1000]} if "parole" in request.GET else None
    if moderates:
        context |= {
            "contacts": list(SignalContact.objects.filter(signal=found).order_by("pk")),
            "similar": desk.similar(request.user, found),
            "left": desk.left_to_read(request.user, found),
            "accept_form": AcceptForm(initial=begun),
            "reword_form": AcceptForm(initial={"public_text": found.public_text}),
            "reason_form": ReasonForm(),
            "place_form": PlaceForm(found),
            "turn_form": TurnForm(),
            "story": timeline(found.dossier, public=False, subject=found),
            **(refused or {}),
        }
    status = 422 if refused else 200
    return render(request, "listening/signal.html", context, status=status)


def _visible(request: AuthenticatedRequest, uid: UUID) -> NeedSignal:
    rows = NeedSignal.objects.visible_to(request.user)
    related = ("campaign", "theme", "zone", "group", "author", "paper_round")
    return get_object_or_404(rows.select_related(*related).defer(*desk.HEAVY), uid=uid)


def _moderated(request: AuthenticatedRequest, uid: UUID) -> NeedSignal:
    found = _visible(request, uid)
    require(may_moderate(request.user, found))
    return found


@dataclass(frozen=True)
class Written:
    """A form of the page: its name there, how it is made, its act, what is said when it is done."""

    name: str
    form: Callable[[NeedSignal, QueryDict], BaseForm]
    act: Callable[..., object]
    done: Any


WRITTEN = {
    "accept": Written(
        "accept_form",
        lambda signal, data: AcceptForm(data),
        moderation.accept,
        gettext_lazy("Accolta: da adesso conta."),
    ),
    "reword": Written(
        "reword_form",
        lambda signal, data: AcceptForm(data),
        moderation.reword,
        gettext_lazy("Testo pubblico salvato: entro un minuto è così per tutti."),
    ),
    "refuse": Written(
        "reason_form",
        lambda signal, data: ReasonForm(data),
        moderation.refuse,
        gettext_lazy("Non accolta: chi l’ha mandata legge il motivo dalla ricevuta."),
    ),
    "place": Written(
        "place_form", PlaceForm, moderation.place, gettext_lazy("Tema e luogo salvati.")
    ),
    "tell": Written(
        "turn_form",
        lambda signal, data: TurnForm(data),
        turns.tell,
        gettext_lazy("Detto: è pubblico, e chi ha confermato l’e-mail lo riceve."),
    ),
}


@require_POST
def write(request: AuthenticatedRequest, signal_uid: UUID, act: str) -> HttpResponse:
    """One of the forms of the page: done, or given back with what is wrong."""
    found = _moderated(request, signal_uid)
    written = WRITTEN[act]
    form = written.form(found, request.POST)
    if accepted(form, lambda: written.act(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, str(written.done))
        return _onwards(request, found, stay="next" not in request.POST)
    return _signal_page(request, found, refused={written.name: form})


def _onwards(request: AuthenticatedRequest, found: NeedSignal, *, stay: bool) -> HttpResponse:
    """To the next that waits, of the same campaign; to this same one when none does."""
    following = None if stay else desk.next_to_read(request.user, found)
    return see_other("listening:signal", following or found.uid)


@require_POST
def gather(request: AuthenticatedRequest, signal_uid: UUID) -> HttpResponse:
    """With those that are ticked among the similar ones."""
    found = _moderated(request, signal_uid)
    others = _chosen(request, request.POST.getlist("signal")[:MOST_TOGETHER])
    done = _("Fatto: ora sono un gruppo, e si risponde a tutte insieme.")
    attempted(request, lambda: moderation.gather([found, *others], actor=request.user), done)
    return see_other("listening:signal", found.uid)


@require_POST
def move(request: AuthenticatedRequest, signal_uid: UUID, name: str) -> HttpResponse:
    found = _moderated(request, signal_uid)
    acts = {
        "disturbo": (moderation.mark_spam, _("Messa fra i disturbi: si può sempre rimettere.")),
        "da-leggere": (moderation.restore, _("Rimessa fra quelle da leggere.")),
        "fuori-dal-gruppo": (moderation.take_out, _("Tolta dal gruppo.")),
    }
    if name not in acts:
        raise Http404
    act, done = acts[name]
    was_done = attempted(request, lambda: act(found, actor=request.user), done)
    return _onwards(request, found, stay=name != "disturbo" or not was_done)
