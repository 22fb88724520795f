"""Paper rounds: signals gathered on paper, typed into a sheet, tried before they come in."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import move
from trama.ledger.formats.sheets.sheet import Sheet
from trama.listening.lifecycle.receiving import Door, Said, receive_all
from trama.listening.models import Campaign, Channel, NeedSignal, PaperRound, PaperRoundStatus
from trama.listening.rules.paper import CodeLists, read_round
from trama.programming.models import Theme
from trama.territory.models import Zone

WAITING_DAYS = 14
"""For how long a sheet waits for whoever brought it."""


@transaction.atomic
def check(sheet: Sheet, *, name: str, campaign: Campaign | None, actor: User) -> PaperRound:
    """What the sheet would bring in, and each cell that keeps its row out. Nothing comes in yet.
    Raises `UnreadableError` when it is no such sheet."""
    at = clock.now()
    lines = list(read_round(sheet, CodeLists.read()))
    good = [line.facts for line in lines if not line.wrong]
    made = PaperRound.objects.create(
        name=name[:255],
        campaign=campaign,
        author=actor,
        asked_at=at,
        lines=good,
        refused=[asdict(remark) for line in lines for remark in line.wrong],
        taken=len(good),
    )
    events.record(events.Act("check", made, actor, at, {"taken": made.taken}))
    return made


@transaction.atomic
def apply(checked: PaperRound, *, actor: User) -> list[NeedSignal]:
    """The good rows become signals, for the moderators to read; the sheet keeps nobody's words."""
    at = clock.now()
    lines = checked.lines
    note = {"taken": checked.taken}
    # The move first: whoever presses twice finds the round already applied, and brings in nothing.
    status = PaperRoundStatus.APPLIED
    move(checked, status, verb="apply", actor=actor, at=at, note=note)
    PaperRound.objects.filter(pk=checked.pk).update(lines=[])
    door = Door(Channel.PAPER, author=actor, paper_round=checked)
    return receive_all(_said(lines, checked.campaign), door)


def _said(lines: Sequence[dict[str, str]], campaign: Campaign | None) -> list[Said]:
    themes = Theme.objects.in_bulk([line["theme"] for line in lines], field_name="code")
    zones = Zone.objects.defer("boundary", "outline").in_bulk([line["zone"] for line in lines])
    return [
        Said(
            line["words"],
            campaign,
            themes.get(line["theme"]),
            zones.get(int(line["zone"])),
            line["place_words"],
            line["email"],
            line["phone"],
        )
        for line in lines
    ]


@transaction.atomic
def drop(checked: PaperRound, *, actor: User | None) -> None:
    """It was the wrong sheet: its words go, that it was tried stays written."""
    at = clock.now()
    move(checked, PaperRoundStatus.DROPPED, verb="drop", actor=actor, at=at)
    PaperRound.objects.filter(pk=checked.pk).update(lines=[], refused=[])


def drop_forgotten() -> None:
    """Sheets that were tried and never taken: people's words and addresses do not wait for ever."""
    since = clock.now() - timedelta(days=WAITING_DAYS)
    rows = PaperRound.objects.filter(status=PaperRoundStatus.CHECKED, asked_at__lt=since)
    for forgotten in rows.order_by("pk"):
        drop(forgotten, actor=None)
