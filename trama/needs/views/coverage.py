"""The board of coverage: a need in every quarter, all needs in one, tables to take away."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require
from trama.core.http import see_other
from trama.core.moments import local
from trama.core.ui import Badge
from trama.ledger.formats.delimited import neutral
from trama.needs.forms.coverage import BY_NAME, BY_RATIO, RECENT, BoardForm, PlaceForm
from trama.needs.lifecycle.coverage import ask_run
from trama.needs.models import CoverageMeasure, CoverageRun, CoverageWorkbook
from trama.needs.permissions.coverage import may_change_formulas
from trama.needs.permissions.scenarios import may_simulate
from trama.needs.queries import coverage as queries
from trama.needs.queries.coverage import Line, Other
from trama.needs.queries.tables import Table, coverage_table
from trama.needs.rules import board as words
from trama.needs.rules.board import Said
from trama.needs.rules.freshness import freshness
from trama.needs.views.drawn import drawn
from trama.needs.views.formula import formula_facts
from trama.territory.models import Confidence, Zone, ZoneKind
from trama.territory.queries.drawing import Drawing, Fill, draw
from trama.territory.queries.zones import SHAPES, SLUGS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Row:
    """A line of the table, in words already."""

    name: str
    number: int
    url: str
    hidden: str
    demand: str
    supply: str
    gap: str
    percent: str
    bar: str  # width of a hundred
    overlap: str
    confidence: str
    badge: Badge | None
    is_demand_known: bool
    is_supply_known: bool


@login_not_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    run, now = queries.latest_run(), clock.now()
    if run is None:
        return render(request, "needs/coverage/empty.html", _frame(request, None))
    frame = _frame(request, run)
    if frame["may_change"] or frame["may_simulate"]:
        measures = queries.measures()
        frame["measure"] = _chosen(BoardForm(request.GET, measures=measures), measures)
    frame["content"] = drawn(
        request, "needs/coverage/_board.html", run=run, now=now,
        context=lambda: _board(request, run, now),
        asked=("bisogno", "municipio", "risorse", "ordine"),
    )  # fmt: skip
    return render(request, "needs/coverage/board.html", frame)


def _board(request: HttpRequest, run: CoverageRun, now: datetime) -> dict[str, Any]:
    measures = queries.measures()
    form = BoardForm(request.GET, measures=measures)
    measure = _chosen(form, measures)
    whole = municipio(form.chosen("municipio"))
    recent = form.chosen("risorse") == RECENT
    found = queries.board(run, measure, whole, recent=recent)
    lines = _ordered(found.lines, form.chosen("ordine"))
    others = [one for one in queries.others(run, whole) if one.measure != measure]
    return {
        "form": form,
        "measure": measure,
        "whole": whole,
        "rows": [row(line, measure, now) for line in lines],
        "total": row(found.total, measure, now) if found.total else None,
        "counted": _counted(found.total),
        "sentence": _sentence(lines, measure),
        "others": [_other(one, whole) for one in others],
        "drawing": map_of(run, measure, whole),
        "formula": formula_facts(measure, run),
        "query": _query(measure, whole),
        "address": f"{request.path}?{_query(measure, whole, form)}",
        "recent": recent,
    }


def _chosen(form: BoardForm, measures: Sequence[CoverageMeasure]) -> CoverageMeasure:
    code = form.chosen("bisogno")
    return next((one for one in measures if one.code == code), measures[0])


def _sentence(lines: Sequence[Line], measure: CoverageMeasure) -> str:
    said = [Said(line.name, line.demand, line.supply, line.hidden) for line in lines]
    return words.sentence(said, measure.get_unit_display())


def _frame(request: HttpRequest, run: CoverageRun | None) -> dict[str, Any]:
    """What every page of coverage says of the computation itself."""
    return {
        "run": run,
        "pending": queries.pending_run(),
        "may_change": may_change_formulas(request.user),
        "may_simulate": may_simulate(request.user),
    }


def municipio(code: str) -> Zone | None:
    """The Municipio of a filter; None: the whole city."""
    zones = Zone.objects.filter(kind=ZoneKind.MUNICIPIO, code=code).defer(*SHAPES)
    return zones.first() if code else None


def _ordered(lines: Sequence[Line], order: str) -> list[Line]:
    """Those with figures first, then the unknown, the hidden last; ties by number."""

    def standing(line: Line) -> int:
        return 2 if line.hidden else int(line.gap is None)

    keys: dict[str, Callable[[Line], Any]] = {
        BY_NAME: lambda line: (0, line.name),
        BY_RATIO: lambda line: (standing(line), line.ratio or 0),
    }
    return sorted(lines, key=keys.get(order, lambda line: (standing(line), -(line.gap or 0))))


def row(line: Line, measure: CoverageMeasure, now: datetime) -> Row:
    is_nil = line.kind == ZoneKind.NIL
    gap = None
    if line.demand is not None and line.supply is not None:
        gap = round(line.demand) - round(line.supply)  # as the two columns beside it
    return Row(
        name=line.name,
        number=line.number,
        url=cell_url(measure.code, line.kind, line.code),
        hidden=words.hidden_words(line.hidden) if line.hidden else "",
        demand=words.whole(line.demand),
        supply=words.whole(line.supply),
        gap="–" if gap is None else words.whole(gap),
        percent=words.percent(line.ratio),
        bar=f"{min(float(line.ratio or 0), 1.0) * 100:.1f}",
        overlap="–" if line.supply is None else words.whole(line.overlap),
        confidence=str(Confidence(line.confidence).label) if line.confidence else "–",
        badge=_badge(line, now) if is_nil else None,
        is_demand_known=line.demand is not None,
        is_supply_known=line.supply is not None,
    )


def _badge(line: Line, now: datetime) -> Badge:
    """How long ago the oldest of what is known was verified."""
    return freshness(line.verified_at, now).badge


def cell_url(measure: str, kind: str, code: str) -> str:
    return reverse("needs:coverage_cell", args=[measure, SLUGS[ZoneKind(kind)], code])


def _counted(total: Line | None) -> str:
    if total is None or total.parts is None:
        return ""
    return _("%(known)d NIL su %(all)d") % {"known": total.known_parts or 0, "all": total.parts}


def _query(measure: CoverageMeasure, whole: Zone | None, form: BoardForm | None = None) -> str:
    """What leads to the same need and place; with a form, to the same view."""
    facts = {"bisogno": measure.code} | ({"municipio": whole.code} if whole else {})
    if form is not None:
        facts |= {name: form.chosen(name) for name in ("risorse", "ordine") if form.chosen(name)}
    return urlencode(facts)


def _other(other: Other, whole: Zone | None) -> dict[str, Any]:
    hidden = words.hidden_words(other.hidden) if other.hidden else ""
    return {
        "name": str(other.measure),
        "url": f"{reverse('needs:coverage')}?{_query(other.measure, whole)}",
        "unit": other.measure.get_unit_display(),
        "demand": hidden or words.whole(other.demand),
        "supply": hidden or words.whole(other.supply),
        "gap": hidden or words.whole(other.gap),
        "is_known": other.gap is not None,
        "low": words.whole(other.less_than_half) if other.known else "–",
        "worst": other.worst or "–",
    }


def map_of(run: CoverageRun, measure: CoverageMeasure, whole: Zone | None) -> Drawing:
    """Darker, less covered. The table beside it says the same."""
    fills = {}
    for code, (ratio, hidden) in queries.spread(run, measure).items():
        css = words.band(ratio, hidden)
        said = f"{words.percent(ratio)} %" if ratio is not None else str(words.LEGEND[css])
        fills[code] = Fill(css, said)
    return draw(
        ZoneKind.NIL,
        fills=fills,
        link=lambda zone: cell_url(measure.code, zone.kind, zone.code),
        title=_("Quanto del bisogno è coperto: %(measure)s") % {"measure": measure},
        description=_("Più scuro, meno coperto. Le cifre sono nella tabella e nel CSV."),
        legend=words.LEGEND,
        outlined=[whole.code] if whole else [],
    )


@login_not_required
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Every need in every quarter, of a Municipio or of the city."""
    run, now = queries.latest_run(), clock.now()
    if run is None:
        return render(request, "needs/coverage/empty.html", _frame(request, None))
    frame = _frame(request, run)
    frame["content"] = drawn(
        request, "needs/coverage/_matrix.html", run=run, now=now,
        context=lambda: _matrix(request, run), asked=("municipio",),
    )  # fmt: skip
    return render(request, "needs/coverage/matrix.html", frame)


def _matrix(request: HttpRequest, run: CoverageRun) -> dict[str, Any]:
    form = PlaceForm(request.GET)
    whole = municipio(form.chosen("municipio"))
    measures, found = queries.measures(), queries.matrix(run, whole)
    return {
        "form": form,
        "whole": whole,
        "measures": [
            {"name": str(one), "url": f"{reverse('needs:coverage')}?{_query(one, whole)}"}
            for one in measures
        ],
        "rows": [
            {"number": number, "name": name, "cells": _squares(code, measures, found.cells)}
            for code, number, name in found.zones
        ],
        "legend": list(words.LEGEND.items()),
    }


def _squares(
    zone: str, measures: Sequence[CoverageMeasure], cells: Mapping[tuple[str, int], Any]
) -> list[dict[str, str]]:
    squares = []
    for measure in measures:
        ratio, hidden = cells.get((zone, measure.pk), (None, ""))
        css = words.band(ratio, hidden)
        text = words.percent(ratio) if ratio is not None and not hidden else ""
        squares.append({
            "css": css,
            "words": text or ("×" if hidden else "?"),
            "label": "" if text else str(words.LEGEND[css]),
            "url": cell_url(measure.code, ZoneKind.NIL, zone),
        })  # fmt: skip
    return squares


@login_not_required
@require_safe
def table_csv(request: HttpRequest) -> HttpResponse:
    run = queries.latest_run()
    if run is None:
        raise Http404
    place, measure = request.GET.get("municipio", ""), request.GET.get("bisogno", "")
    return as_csv(coverage_table(run, measure, place), _("copertura"))


def as_csv(rows: Table, name: str) -> HttpResponse:
    """Numbers as they are, texts that no spreadsheet reads as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    for values in rows:
        writer.writerow([neutral(v) if isinstance(v, str) else v for v in values])
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@login_not_required
@require_safe
def table_xlsx(request: HttpRequest) -> HttpResponse:
    """As a job has written it: coverage of every need and zone, and the risk index. For some
    seconds after a computation it is still that of the one before: its name says the day."""
    books = CoverageWorkbook.objects.select_related("run").order_by("-run__done_at")
    book = books.first()
    if book is None or book.run.done_at is None:
        raise Http404
    day = local(book.run.done_at).date().isoformat()
    response = HttpResponse(bytes(book.content), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_("copertura")}-{day}.xlsx"'
    return response


@require_POST
def ask(request: AuthenticatedRequest) -> HttpResponse:
    require(may_change_formulas(request.user))
    ask_run(request.user, clock.now())
    messages.success(request, _("Il calcolo è chiesto: le cifre nuove arrivano tra poco."))
    return see_other("needs:coverage")
