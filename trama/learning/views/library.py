"""The library: templates to start from, their versions, who used them and how it went."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import Office, OfficeDuty
from trama.accounts.queries import offices_of
from trama.core.access import require, require_moment
from trama.core.http import sent
from trama.learning.forms.lab import ReasonForm
from trama.learning.forms.practices import (
    CommentForm,
    ImproveForm,
    ResultForm,
    TemplateForm,
    UseForm,
)
from trama.learning.lifecycle import library as lifecycle
from trama.learning.models import LibraryItem, LibraryKind, LibraryStatus, LibraryUse, Speaker
from trama.learning.permissions.lab import may_keep, may_retire, may_tell_use, uses_to_tell
from trama.learning.permissions.terms import may_speak
from trama.learning.queries.library import (
    Taken,
    Target,
    item_badge,
    library,
    sources,
    targets,
    versions,
)
from trama.learning.rules.library import text_of
from trama.learning.views.doors import speaking
from trama.learning.views.lab.doors import form_page
from trama.notices.models import Notice
from trama.notices.permissions import may_create, may_edit
from trama.tables.models import Meeting, Path
from trama.tables.permissions.ground import may_tend
from trama.tables.permissions.paths import may_facilitate, may_minute, may_run

PER_PAGE = 40
WHERE = "dove"
"""In the address: what a template is put into, for who comes from there."""


@login_not_required
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("tipo", "")
    page = Paginator(library(kind), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [(one, item_badge(one)) for one in page],
        "kind": kind,
        "kinds": LibraryKind.choices,
        "may_keep": may_keep(request.user),
    }
    return render(request, "learning/practices/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Taken from what the office has done, or written here."""
    require(may_keep(request.user))
    if kind not in LibraryKind.values:
        raise Http404
    of_kind = LibraryKind(kind)
    found = sources(of_kind, request.user)
    form = TemplateForm(sent(request), kind=of_kind, sources=_choices(found))
    return form_page(
        request,
        form,
        _("Nuovo modello: %(kind)s") % {"kind": of_kind.label},
        back=reverse("learning:library"),
        up=_("Modelli"),
        act=lambda: lifecycle.keep_template(
            _office(request), of_kind, _draft(form, found), actor=request.user
        ),
        done=_("Il modello è nella biblioteca: chiunque può partire da qui."),
        landing=_here,
        lead=_(
            "L’avviso si tiene intero, senza date, responsabile e CUP: il resto si adatta nella "
            "bozza che parte da qui."
        )
        if of_kind == LibraryKind.NOTICE
        else _("Togli prima quello che vale solo per quel caso. Nomi di persone, mai."),
    )


def _choices(found: Sequence[Taken]) -> list[tuple[str, str]]:
    return [(one.key, one.title) for one in found]


def _office(request: AuthenticatedRequest) -> Office:
    mine = offices_of(request.user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)
    return mine.order_by("pk")[0]


def _draft(
    form: TemplateForm, found: Sequence[Taken], former: Mapping[str, Any] | None = None
) -> lifecycle.Draft:
    """What was written, or what was taken from something done; of neither, what there was."""
    data = form.cleaned_data
    taken = next((one for one in found if one.key == data.get("source")), None)
    return lifecycle.Draft(
        title=data["title"],
        about=data["about"],
        content=taken.content() if taken else form.written or former or {},
        source=taken.title if taken else "",
        practice=data["practice"],
        course=data["course"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def item_improve(request: AuthenticatedRequest, item_uid: UUID) -> HttpResponse:
    """Its next version, from what a practice or a course has taught."""
    item = _item(item_uid)
    require(may_keep(request.user))
    words = _("Si migliora l’ultima versione: questa non lo è più.")
    require_moment(item.status == LibraryStatus.CURRENT, words, back=_here(item))
    kind = LibraryKind(item.kind)
    found = sources(kind, request.user)
    form = ImproveForm(
        sent(request),
        kind=kind,
        sources=_choices(found),
        former=item.content,
        initial=_said_of(item),
    )
    return form_page(
        request,
        form,
        _("Migliora il modello"),
        back=_here(item),
        act=lambda: lifecycle.improve(
            item,
            _draft(form, found, item.content),
            change=form.cleaned_data["change"],
            office=_office(request),
            actor=request.user,
        ),
        done=_("Versione nuova: chi parte da qui parte da questa. Quella di prima resta scritta."),
        landing=_here,
        kicker=item.title,
        lead=_("Se scegli «Preso da», il testo qui sotto non conta."),
    )


def _said_of(item: LibraryItem) -> dict[str, object]:
    return {
        "title": item.title,
        "about": item.about,
        "text": text_of(item.kind, item.content),
        "practice": item.practice.uid if item.practice else None,
        "course": item.course.code if item.course else None,
    }


def _item(uid: UUID) -> LibraryItem:
    rows = LibraryItem.objects.select_related("office", "practice", "course")
    return get_object_or_404(rows, uid=uid)


def _here(item: LibraryItem) -> str:
    return reverse("learning:item", args=[item.uid])


@login_not_required
@require_safe
def item(request: HttpRequest, item_uid: UUID) -> HttpResponse:
    found = _item(item_uid)
    uses = LibraryUse.objects.filter(item__series=found.series)
    uses = uses.select_related("item", "office", "organization").order_by("-used_at", "-pk")
    may_tell = set(uses_to_tell(request.user, uses).values_list("pk", flat=True))
    context = {
        "item": found,
        "badge": item_badge(found),
        "uses": [(one, one.pk in may_tell) for one in uses[:PER_PAGE]],
        "comments": list(found.comments.select_related("office", "organization")),
        "sections": [
            line.partition("\n")[::2]
            for line in found.content.get("lines", [])
            if found.kind == LibraryKind.NOTICE
        ],
        "versions": list(versions(found)),
        "is_current": found.status == LibraryStatus.CURRENT,
        "may_begin": may_create(request.user),
        "may_improve": may_keep(request.user),
        "may_speak": may_speak(request.user),
        "may_retire": may_retire(request.user, found),
    }
    return render(request, "learning/practices/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item_use(request: AuthenticatedRequest, item_uid: UUID) -> HttpResponse:
    """Requirements into a draft, paragraphs into minutes, rules into a table; else in words."""
    found = _item(item_uid)
    speakers = speaking(request)
    words = _("Questo modello non è più in uso: parti da un altro.")
    require_moment(found.status == LibraryStatus.CURRENT, words, back=_here(found))
    where = targets(found, request.user)
    form = UseForm(
        sent(request),
        speakers=speakers,
        targets=[(one.key, one.title) for one in where],
        initial={"target": request.GET.get(WHERE, "")},
    )

    def use() -> Target | None:
        chosen = next((one for one in where if one.key == form.cleaned_data.get("target")), None)
        if chosen is None:
            what_for = form.cleaned_data["what_for"]
            lifecycle.use(found, what_for=what_for, speaker=form.said_by)
        else:
            _put(request, found, chosen, form.said_by)
        return chosen

    return form_page(
        request,
        form,
        _("Parti da questo modello"),
        back=_here(found),
        act=use,
        done=_("Fatto. Quando puoi, nella pagina del modello di’ com’è andata."),
        landing=lambda chosen: chosen.page if chosen else _here(found),
        kicker=found.title,
    )


def _put(request: AuthenticatedRequest, found: LibraryItem, where: Target, who: Speaker) -> None:
    """What the template changes is asked of the app that holds it, with its own permission."""
    thing = where.thing
    if isinstance(thing, Notice):
        require(may_edit(request.user, thing))
        lifecycle.use_requirements(found, thing, speaker=who)
    elif isinstance(thing, Meeting) and found.kind == LibraryKind.MINUTES:
        require(may_minute(request.user, thing.table))
        lifecycle.use_minutes(found, thing, speaker=who)
    elif isinstance(thing, Meeting):
        require(may_facilitate(request.user, thing.table))
        lifecycle.use_agenda(found, thing, speaker=who)
    elif isinstance(thing, Path):
        require(may_tend(request.user, thing))
        lifecycle.use_statements(found, thing, speaker=who)
    else:
        require(may_run(request.user, thing.path))
        lifecycle.use_ground_rules(found, thing, speaker=who)


@require_http_methods(["GET", "HEAD", "POST"])
def item_comment(request: AuthenticatedRequest, item_uid: UUID) -> HttpResponse:
    found = _item(item_uid)
    form = CommentForm(sent(request), speakers=speaking(request))
    return form_page(
        request,
        form,
        _("Commenta il modello"),
        back=_here(found),
        act=lambda: lifecycle.comment(found, text=form.cleaned_data["text"], speaker=form.said_by),
        done=_("Il commento è nella pagina del modello."),
        kicker=found.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def item_retire(request: AuthenticatedRequest, item_uid: UUID) -> HttpResponse:
    found = _item(item_uid)
    require(may_retire(request.user, found))
    words = _("Si ritira l’ultima versione, finché è in uso.")
    require_moment(found.status == LibraryStatus.CURRENT, words, back=_here(found))
    form = ReasonForm(sent(request))
    return form_page(
        request,
        form,
        _("Ritira il modello"),
        back=_here(found),
        act=lambda: lifecycle.retire(found, reason=form.cleaned_data["reason"], actor=request.user),
        done=_("Ritirato: resta da leggere, nessuno parte più da qui."),
        kicker=found.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def use_result(request: AuthenticatedRequest, use_uid: UUID) -> HttpResponse:
    used = get_object_or_404(LibraryUse.objects.select_related("item"), uid=use_uid)
    require(may_tell_use(request.user, used))
    form = ResultForm(sent(request), initial={"result": used.result})
    return form_page(
        request,
        form,
        _("Com’è andata"),
        back=_here(used.item),
        act=lambda: lifecycle.tell_how_it_went(
            used, result=form.cleaned_data["result"], actor=request.user
        ),
        done=_("Grazie: chi parte da qui lo legge."),
        kicker=used.what_for,
        up=used.item.title,
    )
