"""How the two sides use words, year by year."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from trama.learning.models import SIDES, Side, UsageReading
from trama.learning.queries.usage import readings
from trama.learning.rules.usage import FEW, SPEAKERS, TermUse
from trama.ledger.http import send_csv

# As the page speaks of them: the same words as its sentences, short enough for a phone.
NAMES = {Side.ADMINISTRATION: gettext_lazy("Comune"), Side.THIRD_SECTOR: Side.THIRD_SECTOR.label}


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
    shown = [one for one in content["terms"] if any(one["uses"].values())]
    context = {
        "reading": made,
        "rows": [
            {
                "term": one,
                "said": [
                    (NAMES[side], one["uses"][side], ", ".join(one["around"][side]))
                    for side in SIDES
                ],
            }
            for one in sorted(shown, key=_uses, reverse=True)
        ],
        "seldom": [one for one in content["terms"] if one not in shown],
        "sides": [NAMES[side] for side in SIDES],
        "statements": [(NAMES[side], content["statements"][side]) for side in SIDES],
        "apart": [(NAMES[side], content["apart"][side]) for side in SIDES],
        "few": FEW,
        "bodies": SPEAKERS[Side.THIRD_SECTOR],
    }
    return render(request, "learning/usage_year.html", context)


def _uses(one: TermUse) -> int:
    return sum(count or 0 for count in one["uses"].values())


@login_not_required
@require_safe
def usage_table(request: HttpRequest, year: int) -> HttpResponse:
    made = get_object_or_404(UsageReading, year=year)
    header = [_("parola"), *(str(side.label) for side in SIDES)]
    rows = (
        [
            one["label"],
            *("" if one["uses"][side] is None else str(one["uses"][side]) for side in SIDES),
        ]
        for one in made.content["terms"]
    )
    return send_csv([header, *rows], f"parole-{year}.csv", marked=False)
