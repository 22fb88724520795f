"""How the two sides use words, year by year."""

import io

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.learning.models import SIDES, Side, UsageReading
from trama.learning.queries.usage import readings
from trama.learning.rules.usage import FEW, SPEAKERS
from trama.ledger.formats.delimited import write_csv


@login_not_required
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    return render(request, "learning/usage.html", {"readings": readings()})


@login_not_required
@require_safe
def usage_year(request: HttpRequest, year: int) -> HttpResponse:
    """What may be shown of it was decided when it was counted."""
    made = get_object_or_404(UsageReading, year=year)
    content = made.content
    context = {
        "reading": made,
        "rows": [
            {
                "term": one,
                "counts": [one["uses"][side] for side in SIDES],
                "around": [", ".join(one["around"][side]) for side in SIDES],
            }
            for one in content["terms"]
        ],
        "statements": [(side.label, content["statements"][side]) for side in SIDES],
        "apart": [(side.label, content["apart"][side]) for side in SIDES],
        "few": FEW,
        "bodies": SPEAKERS[Side.THIRD_SECTOR],
    }
    return render(request, "learning/usage_year.html", context)


@login_not_required
@require_safe
def usage_table(request: HttpRequest, year: int) -> HttpResponse:
    made = get_object_or_404(UsageReading, year=year)
    header = [_("voce"), *(str(side.label) for side in SIDES)]
    rows = (
        [
            one["label"],
            *("" if one["uses"][side] is None else str(one["uses"][side]) for side in SIDES),
        ]
        for one in made.content["terms"]
    )
    table = io.StringIO()
    write_csv([header, *rows], table)
    response = HttpResponse(table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="parole-{year}.csv"'
    return response
