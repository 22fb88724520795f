"""Rettifica: what was published changes only by an act, with the same publicity as the notice.

An amendment is prepared as a draft of its own, with the pages and the checks of any notice; the
act that adopts it changes the notice, and the draft ends there.
"""

from dataclasses import asdict
from datetime import datetime
from itertools import count
from typing import Any, Unpack

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.notices.lifecycle.acts import GivenAct, enter, given, in_italian, recorded
from trama.notices.lifecycle.drafting import COPIED, PARTS, Part, copy
from trama.notices.lifecycle.paper import owe_paper
from trama.notices.lifecycle.procedure import require_fit
from trama.notices.models import Amendment, JudgedOn, Notice, NoticeStatus
from trama.notices.queries import contents
from trama.notices.queries.amendments import key_of, proposal, reading
from trama.notices.rules import in_time, later_deadline
from trama.notices.rules.changes import Change, changes

DATA = (*COPIED, "officer", "cup", "closes_at", "questions_until", "urgency_reason")
"""What an amendment may change besides the parts."""
CODE_LENGTH = 60
PLAIN = ("position", "id", "notice", "introduced_by", "retired_by")


@transaction.atomic
def begin_amendment(notice: Notice, *, actor: User) -> Notice:
    """A draft that says what the notice says, to be changed: one at a time."""
    at = clock.now()
    _require_open(notice, at)
    if proposal(notice) is not None:
        raise ActRefused(_("C’è già una rettifica in preparazione. Nulla è cambiato."))
    # Of two clicks at once, the second is stopped by the constraint: `create` says so.
    draft = copy(
        notice,
        notice.office,
        code=_code_for(notice),
        title=notice.title,
        actor=actor,
        amends=notice,
        opens_at=notice.opens_at,
        **{name: getattr(notice, name) for name in DATA if name not in COPIED},
    )
    events.record(events.Act("begin_amendment", notice, actor, at, {"draft": draft.code}))
    return draft


def _code_for(notice: Notice) -> str:
    """The notice's with a number: the next that no notice has, whosever it is."""
    for number in count(Notice.objects.filter(amends=notice).count() + 1):
        suffix = f"-R{number}"
        code = notice.code[: CODE_LENGTH - len(suffix)] + suffix
        if not Notice.objects.filter(code__iexact=code).exists():
            return code
    raise AssertionError("Numbers never end.")


@transaction.atomic
def drop_amendment(draft: Notice, *, reason: str, actor: User) -> None:
    """Give up an amendment that was being written."""
    at = clock.now()
    _amended(draft)
    note = {"reason": given(reason)}
    move(draft, NoticeStatus.DROPPED, verb="drop", actor=actor, at=at, note=note)


@transaction.atomic
def adopt_amendment(
    draft: Notice, *, reason: str, judged_on: str, actor: User, **act: Unpack[GivenAct]
) -> Amendment:
    """Change the notice as the draft says, by an act with a reason, while its window is open.

    `judged_on` is what the act names: on which text whoever had already applied is judged. Upper
    apps hear the event «amend»: drafts follow the new form, whoever had applied is told.
    """
    at = clock.now()
    version = require_fit(draft)
    notice = _locked(_amended(draft), at)
    # The text changes from here, after whatever was presented on the one before.
    stands_at = clock.now()
    draft = contents(Notice.objects.filter(pk=draft.pk)).get()
    _require_lawful(notice, draft)
    found = changes(reading(notice), reading(draft))
    if not found:
        raise ActRefused(_("La rettifica dice quello che l’avviso dice già. Nulla è cambiato."))
    amendment = Amendment.objects.create(
        notice=notice,
        number=notice.amendments.count() + 1,
        proposal=draft,
        act=recorded(notice, actor=actor, at=at, **act),
        reason=given(reason),
        judged_on=JudgedOn(judged_on),
        changes=[asdict(change) for change in found],
    )
    earlier = notice.closes_at
    _take_data(notice, draft, stands_at)
    for model in PARTS:
        _take_parts(model, amendment, draft)
    # Adopted: from here on the parts are frozen again.
    Amendment.objects.filter(pk=amendment.pk).update(adopted_at=stands_at)
    amendment.refresh_from_db()
    _merge(draft, amendment, version, actor=actor, at=at)
    _tell(notice, amendment, found, earlier, actor=actor, at=at)
    return amendment


def _require_lawful(notice: Notice, draft: Notice) -> None:
    """Never less time, never another kind of procedure."""
    if draft.closes_at is None or not later_deadline(notice.closes_at, draft.closes_at):
        raise ActRefused(_("La nuova scadenza viene prima della vecchia: si può solo allungare."))
    if draft.type != notice.type:
        raise ActRefused(
            _("Un avviso non cambia tipo di procedura: si revoca, e se ne pubblica un altro.")
        )


def _require_open(notice: Notice, at: datetime) -> None:
    still = Notice.objects.filter(in_time(at), pk=notice.pk, status=NoticeStatus.PUBLISHED)
    if not still.exists():
        raise MoveRefused(_("Un avviso si rettifica dopo la pubblicazione e prima della scadenza."))


def _amended(draft: Notice) -> Notice:
    if draft.amends is None:
        raise ActRefused(_("Questa non è una rettifica. Nulla è cambiato."))
    return draft.amends


def _locked(notice: Notice, at: datetime) -> Notice:
    """The notice, which nobody submits to or closes until this act commits."""
    Notice.objects.select_for_update().get(pk=notice.pk)
    _require_open(notice, at)
    return contents(Notice.objects.filter(pk=notice.pk)).get()


def _take_data(notice: Notice, draft: Notice, at: datetime) -> None:
    said: dict[str, Any] = {name: getattr(draft, name) for name in (*DATA, "title")}
    Notice.objects.filter(pk=notice.pk).update(version=F("version") + 1, amended_at=at, **said)
    notice.programming_acts.set(draft.programming_acts.all())


def _take_parts(model: type[Part], amendment: Amendment, draft: Notice) -> None:
    """Pieces that say the same stay as they are; the others go out, and new ones come in."""
    manager: Any = model._default_manager
    old = {key_of(row): row for row in manager.filter(notice=amendment.notice)}
    for row in manager.filter(notice=draft):
        same = old.pop(key_of(row), None)
        if same is not None and _said(same) == _said(row):
            continue
        if same is not None:
            manager.filter(pk=same.pk).update(retired_by=amendment)
        row.pk, row.notice, row.introduced_by = None, amendment.notice, amendment
        row._state.adding = True
        row.save()
    manager.filter(pk__in=[row.pk for row in old.values()]).update(retired_by=amendment)


def _said(part: Part) -> dict[str, Any]:
    fields = [field.name for field in part._meta.concrete_fields if field.name not in PLAIN]
    return {name: getattr(part, name) for name in fields}


def _merge(draft: Notice, amendment: Amendment, version: Q, *, actor: User, at: datetime) -> None:
    move(
        draft,
        NoticeStatus.MERGED,
        verb="merge",
        actor=actor,
        at=at,
        provided=version,
        note={"act": str(amendment.act)},
        act=amendment.act,
    )


def _tell(
    notice: Notice,
    amendment: Amendment,
    found: list[Change],
    earlier: datetime | None,
    *,
    actor: User,
    at: datetime,
) -> None:
    notice.refresh_from_db(fields=["closes_at"])
    words = {
        "act": in_italian(str, amendment.act),
        "reason": amendment.reason,
        "what": ", ".join(dict.fromkeys(change.label for change in found)),
    }
    note = {
        **words,
        "amendment": str(amendment.uid),
        "judged_on": amendment.judged_on,
        "earlier_deadline": earlier,
        "closes_at": notice.closes_at,
    }
    events.record(events.Act("amend", notice, actor, at, note))
    enter(notice, gettext_lazy("Rettifica: %(act)s"), words, amendment.act, at=at, actor=actor)
    owe_paper(notice)
