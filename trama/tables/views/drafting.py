"""The draft of the synthesis as the office writes it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require_moment
from trama.core.http import accepted, accepted_in_turn, attempted, made, see_other, sent, show_form
from trama.core.keeping import nobody
from trama.core.ui import Link
from trama.needs.queries.search import clean_words
from trama.tables.forms.paths import ReasonForm
from trama.tables.forms.synthesis import MoveForm, ParagraphForm, SectionForm
from trama.tables.lifecycle import synthesis as acts
from trama.tables.lifecycle.synthesis.drafting import WRITTEN_IN
from trama.tables.models import Path, PathStatus, SynthesisParagraph, SynthesisSection
from trama.tables.queries import starts
from trama.tables.queries import synthesis as queries
from trama.tables.views.doors import form_page, run_path
from trama.tables.views.reading import Reading, page_asked, reading

ON_A_PAGE = 30


def drafted(request: AuthenticatedRequest, code: str) -> Path:
    """A path with a draft that may be written now: for who runs it."""
    path = run_path(request, code)
    synthesis = queries.synthesis_of(path)
    back = reverse("paths:synthesis_desk", args=[code])
    require_moment(
        synthesis is not None and path.status in WRITTEN_IN,
        _("Qui la sintesi non si scrive: il percorso è «%(phase)s».")
        % {"phase": path.get_status_display()},
        back=back,
    )
    require_moment(
        not queries.is_consulted(path, synthesis, clock.now()),
        _("La bozza è in consultazione: chi la legge deve trovare lo stesso testo fino alla fine."),
        back=back,
    )
    return path


# ---------------------------------------------------------------- the whole


@require_safe
def synthesis_desk(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """One section at a time; what is missing, what has no source, what comes next."""
    path = run_path(request, code)
    read = reading(path)
    synthesis = queries.synthesis_of(path)
    is_consulted = queries.is_consulted(path, synthesis, read.now)
    is_written = path.status in WRITTEN_IN and not is_consulted
    asked = (request.GET.get("sezione", ""), page_asked(request, "pagina"), is_written)
    context: dict[str, Any] = {
        "path": path,
        "synthesis": synthesis,
        "is_written": is_written,
        "is_consulted": is_consulted,
        "remarks": list(queries.remarks_of(path)),
        "documents": list(queries.documents_of(path).values()),
        "section_form": SectionForm(),
        "now": read.now,
        **read.keep(lambda: _draft(read, *asked), "draft", *asked),
    }
    return render(request, "tables/synthesis_desk.html", context)


def _draft(
    read: Reading,
    section: str,
    number: str,
    is_written: bool,  # noqa: FBT001 - as the address asks, with its moment
) -> dict[str, Any]:
    """What is the same for whoever writes, until somebody does."""
    path = read.path
    sections = list(queries.sections_of(path))
    current = next((one for one in sections if str(one.uid) == section), None)
    current = current or next(iter(sections), None)
    lacks: list[str] = []
    if path.status == PathStatus.CONSULTATION:
        lacks = queries.lacks(path, read.now)
    elif path.status == PathStatus.SYNTHESIS_DRAFT:
        lacks = queries.still_empty(path)  # said before everybody is asked to read
    return {
        "sections": _tabs(path, sections, current),
        "section": current,
        "lacks": lacks,
        "bare": queries.unreferenced(queries.standing_paragraphs(path)).count(),
        "others": starts.sections(path) if is_written else [],
        "uncited": list(queries.uncited(path)[:ON_A_PAGE]) if is_written else [],
        "removed": _removed(current) if current else [],
        "rows": _rows(read, current, number, is_written=is_written) if current else "",
    }


def _tabs(
    path: Path, sections: list[SynthesisSection], current: SynthesisSection | None
) -> list[Link]:
    page = reverse("paths:synthesis_desk", args=[path.code])
    return [
        Link(one.title, f"{page}?sezione={one.uid}", one == current, count=getattr(one, "count", 0))
        for one in sections
    ]


def _rows(read: Reading, section: SynthesisSection, number: str, *, is_written: bool) -> SafeString:
    standing = section.paragraphs.filter(removed_at=None).order_by("position", "pk")
    page = Paginator(queries.with_sources(standing), ON_A_PAGE).get_page(number)
    rows = [(number, one, queries.sources_of(one, read.path.code))
            for number, one in enumerate(page, start=page.start_index())]  # fmt: skip
    values = {"page": page, "rows": rows, "is_written": is_written}
    asked = nobody(query=f"sezione={section.uid}")
    return read.drawn("tables/_synthesis_rows.html", values, asked)


def _removed(section: SynthesisSection) -> list[SynthesisParagraph]:
    removed = section.paragraphs.exclude(removed_at=None).select_related("removed_by")
    return list(removed.order_by("-removed_at", "pk")[:ON_A_PAGE])


@require_POST
def synthesis_compose(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = run_path(request, code)
    attempted(
        request,
        lambda: acts.ask_composition(path, actor=request.user),
        _("La bozza si sta componendo dai registri: ricarica fra poco."),
    )
    return see_other("paths:synthesis_desk", code)


# ---------------------------------------------------------------- sections


@require_POST
def section_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    path = drafted(request, code)
    form = SectionForm(request.POST)
    section = made(
        form, lambda: acts.add_section(path, title=form.cleaned_data["title"], actor=request.user)
    )
    if section:
        messages.success(request, _("Sezione aggiunta."))
        return to_section(path, section)
    back = reverse("paths:synthesis_desk", args=[code])
    return form_page(request, path, form, _("Nuova sezione"), back=back)


@require_POST
def section_copy(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The own sections of an earlier path."""
    path = drafted(request, code)
    earlier = get_object_or_404(
        Path.objects.visible_to(request.user), notice__code=clean_words(request.POST.get("da", ""))
    )
    attempted(request, lambda: acts.copy_sections(path, earlier, actor=request.user), _copied)
    return see_other("paths:synthesis_desk", code)


def _copied(count: int) -> str:
    return ngettext("Aggiunta una sezione.", "Aggiunte %(n)d sezioni.", count) % {"n": count}


@require_POST
def section_remove(request: AuthenticatedRequest, code: str, section_uid: UUID) -> HttpResponse:
    path = drafted(request, code)
    section = get_object_or_404(SynthesisSection, path=path, uid=section_uid)
    attempted(
        request,
        lambda: acts.remove_section(section, actor=request.user),
        _("Sezione tolta."),
    )
    return see_other("paths:synthesis_desk", code)


def place_of(path: Path, section: SynthesisSection) -> str:
    """The address where a section is written."""
    page = reverse("paths:synthesis_desk", args=[path.code])
    return f"{page}?sezione={section.uid}"


def to_section(path: Path, section: SynthesisSection) -> HttpResponse:
    return see_other(place_of(path, section))


# ---------------------------------------------------------------- paragraphs


def _paragraph(path: Path, uid: UUID) -> SynthesisParagraph:
    rows = SynthesisParagraph.objects.select_related("section__path", "option", "author")
    return get_object_or_404(rows, section__path=path, uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_new(request: AuthenticatedRequest, code: str, section_uid: UUID) -> HttpResponse:
    path = drafted(request, code)
    section = get_object_or_404(SynthesisSection, path=path, uid=section_uid)
    form = ParagraphForm(path, sent(request))
    if accepted(form, lambda: acts.add_paragraph(section, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Capoverso aggiunto."))
        return to_section(path, section)
    title = _("Nuovo capoverso in «%(title)s»") % {"title": section.title}
    return form_page(request, path, form, title, back=place_of(path, section))


@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_edit(request: AuthenticatedRequest, code: str, paragraph_uid: UUID) -> HttpResponse:
    """Its words and sources; what it said before, with the differences. Of two who write at once
    the second finds both texts, side by side."""
    path = drafted(request, code)
    paragraph = _paragraph(path, paragraph_uid)
    form = ParagraphForm(path, sent(request), paragraph)
    done, now = accepted_in_turn(
        form,
        lambda: acts.write_paragraph(paragraph, actor=request.user, **form.facts),
        lambda: _paragraph(path, paragraph_uid),
    )
    if done:
        messages.success(request, _("Capoverso salvato: quello di prima resta nella storia."))
        return to_section(path, paragraph.section)
    context = {
        "path": path,
        "paragraph": now or paragraph,
        "is_overtaken": now is not None,
        "typed": form.data.get("text", ""),
        "history": queries.history_of(now or paragraph),
    }
    return show_form(request, "tables/paragraph.html", form, context, overtaken=now is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_move(request: AuthenticatedRequest, code: str, paragraph_uid: UUID) -> HttpResponse:
    path = drafted(request, code)
    paragraph = _paragraph(path, paragraph_uid)
    form = MoveForm(paragraph, sent(request))
    if accepted(
        form, lambda: acts.move_paragraph(paragraph, actor=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Capoverso spostato."))
        return to_section(path, paragraph.section)
    back = place_of(path, paragraph.section)
    return form_page(request, path, form, _("Sposta il capoverso"), paragraph.text, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_remove(request: AuthenticatedRequest, code: str, paragraph_uid: UUID) -> HttpResponse:
    path = drafted(request, code)
    paragraph = _paragraph(path, paragraph_uid)
    form = ReasonForm(sent(request))
    if accepted(
        form,
        lambda: acts.remove_paragraph(
            paragraph, reason=form.cleaned_data["reason"], actor=request.user
        ),
    ):
        messages.success(request, _("Capoverso tolto: resta in fondo, con il motivo."))
        return to_section(path, paragraph.section)
    back = place_of(path, paragraph.section)
    return form_page(request, path, form, _("Togli il capoverso"), paragraph.text, back=back)


@require_POST
def paragraph_restore(
    request: AuthenticatedRequest, code: str, paragraph_uid: UUID
) -> HttpResponse:
    path = drafted(request, code)
    paragraph = _paragraph(path, paragraph_uid)
    attempted(
        request,
        lambda: acts.restore_paragraph(paragraph, actor=request.user),
        _("Capoverso ripreso."),
    )
    return to_section(path, paragraph.section)
