"""One case as its page shows it: the points and their evidence, what may be decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.applications.queries import Content, content
from trama.core.deadlines import day_of
from trama.core.ui import Badge, Check, Evidence
from trama.ledger.queries import TimelineEntry, timeline
from trama.notices.models import NoticeType, RequirementKind
from trama.screening.models import (
    AdmissionList,
    AdmissionListStatus,
    RejectionNotice,
    RejectionObservation,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries.experience import ExperienceBars, experience_bars
from trama.screening.rules import (
    FINE,
    Standing,
    why_not_admit,
    why_not_notify,
    why_not_refuse,
    why_not_reopen,
)


def items_of(case: ScreeningCase) -> QuerySet[ScreeningItem]:
    return case.items.select_related("judged_by", "requirement").order_by("position", "id")


def standing_notice(case: ScreeningCase) -> RejectionNotice | None:
    """The notice of rejection that stands: the last one sent."""
    return _notices(case).first()


def _notices(case: ScreeningCase) -> QuerySet[RejectionNotice]:
    """The last sent first, each with what the body answered."""
    return case.rejection_notices.select_related("sent_by").prefetch_related("observations__by")


def wrong_points(items: Iterable[ScreeningItem]) -> list[str]:
    """The codes of the points that do not conform."""
    return [item.code for item in items if item.verdict not in (*FINE, Verdict.TO_JUDGE)]


def unanswered(case: ScreeningCase) -> QuerySet[RejectionNotice]:
    """The notices that the body answered and the office has not: the final act does."""
    answered = RejectionObservation.objects.filter(notice=OuterRef("pk"))
    return case.rejection_notices.filter(Exists(answered), answer="")


def standing(case: ScreeningCase, today: date) -> Standing:
    published = AdmissionList.objects.filter(
        notice=case.application.notice_id, status=AdmissionListStatus.PUBLISHED
    )
    items = list(case.items.all())
    return _standing(case, items, standing_notice(case), today, is_listed=published.exists())


def _standing(
    case: ScreeningCase,
    items: Sequence[ScreeningItem],
    notice: RejectionNotice | None,
    today: date,
    *,
    is_listed: bool,
) -> Standing:
    told = set(notice.points) if notice else set()
    return Standing(
        status=case.status,
        verdicts=[item.verdict for item in items],
        today=today,
        due_on=notice.due_on if notice else None,
        observed=notice is not None
        and any(not said.by_office for said in notice.observations.all()),
        unannounced=sum(code not in told for code in wrong_points(items)) if notice else 0,
        list_published=is_listed,
    )


# ---------------------------------------------------------------- the page


@dataclass(frozen=True)
class Point:
    """A row of the checklist."""

    item: ScreeningItem
    check: Check
    bars: ExperienceBars | None = None

    @property
    def is_open(self) -> bool:
        return self.item.verdict == Verdict.TO_JUDGE


@dataclass(frozen=True)
class CaseView:
    """All that the page of an opened case says, in a constant number of queries."""

    case: ScreeningCase
    points: Sequence[Point]
    sentence: str
    found: Content
    rejection: RejectionNotice | None
    earlier_rejections: Sequence[RejectionNotice]
    standing: Standing
    why_not: Mapping[str, str]  # act → why it is closed; empty when it is open
    draft_reasons: str
    entries: Sequence[TimelineEntry]


def case_view(case: ScreeningCase, at: datetime) -> CaseView:
    items = list(items_of(case))
    found = content(case.application)
    notices = list(_notices(case))
    rejection = notices[0] if notices else None
    listed = AdmissionList.objects.filter(
        notice=case.application.notice_id, status=AdmissionListStatus.PUBLISHED
    )
    now = _standing(case, items, rejection, day_of(at), is_listed=listed.exists())
    return CaseView(
        case=case,
        points=[_point(case, number, item, found) for number, item in enumerate(items, start=1)],
        sentence=_sentence(case, now),
        found=found,
        rejection=rejection,
        earlier_rejections=notices[1:],
        standing=now,
        why_not={
            "admit": why_not_admit(now),
            "notify": why_not_notify(now),
            "refuse": why_not_refuse(now),
            "reopen": why_not_reopen(now),
        },
        draft_reasons=_draft_reasons(items),
        entries=_story(case),
    )


def _sentence(case: ScreeningCase, now: Standing) -> str:
    """«7 punti decisi su 9, uno da giudicare. In co-programmazione non si danno punteggi.»"""
    total, waiting = len(now.verdicts), now.to_judge
    if not total:
        return _("I punti non sono ancora calcolati: ricarica tra poco.")
    said = ngettext(
        "%(done)d punto deciso su %(total)d", "%(done)d punti decisi su %(total)d", total - waiting
    ) % {"done": total - waiting, "total": total}
    if waiting == 1:
        said += ", " + _("uno da giudicare")
    elif waiting:
        said += ", " + _("%(n)d da giudicare") % {"n": waiting}
    if case.application.notice.type == NoticeType.COPROGRAMMING:
        return f"{said}. " + _("In co-programmazione non si danno punteggi.")
    return f"{said}."


def verdict_badge(verdict: str) -> Badge:
    labels = {
        Verdict.OK: _("Conforme"),
        Verdict.MISSING: _("Manca"),
        Verdict.IRREGULAR: _("Irregolare"),
        Verdict.NOT_APPLICABLE: _("Non si applica"),
        Verdict.TO_JUDGE: _("Da giudicare"),
    }
    found = Verdict(verdict)
    if found == Verdict.OK:
        return Badge(labels[found], "done")
    if found == Verdict.TO_JUDGE:
        return Badge(labels[found], "wait", "it-user")
    if found == Verdict.NOT_APPLICABLE:
        return Badge(labels[found], "", "it-minus-circle")
    return Badge(labels[found], "stop")


def _point(case: ScreeningCase, number: int, item: ScreeningItem, found: Content) -> Point:
    check = Check(
        number=number,
        title=item.text,
        fact=item.facts,
        badge=verdict_badge(item.verdict),
        by=_by(item),
        evidence=[_proof(case, one) for one in item.evidence],
        is_open=item.verdict == Verdict.TO_JUDGE,
    )
    return Point(item, check, _bars(case, item, found))


def _by(item: ScreeningItem) -> str:
    if item.judged and item.computed != Verdict.TO_JUDGE:
        return _("Calcolato, rivisto da %(who)s") % {"who": item.judged_by}
    if item.judged:
        return _("Giudicato da %(who)s") % {"who": item.judged_by}
    return "" if item.computed == Verdict.TO_JUDGE else _("Calcolato")


def _proof(case: ScreeningCase, evidence: Mapping[str, str]) -> Evidence:
    """A chip: the document in the viewer, the body's card, the arrival or the experiences below."""
    kind, label, ref = evidence["kind"], evidence["label"], evidence["ref"]
    if kind == "document":
        page = reverse("screening:case", args=[case.uid])
        return Evidence(label, f"{page}?documento={ref}#documento", "it-file-pdf")
    if kind == "register":
        organization = case.application.organization
        return Evidence(label, reverse("organizations:detail", args=[organization.uid]))
    return Evidence(label, "#esperienze" if kind == "experiences" else "#arrivo")


def _bars(case: ScreeningCase, item: ScreeningItem, found: Content) -> ExperienceBars | None:
    requirement, closes_at = item.requirement, case.application.notice.closes_at
    if requirement is None or requirement.kind != RequirementKind.EXPERIENCE or not closes_at:
        return None
    theme = requirement.parameters.get("theme")
    on_theme = [one for one in found.experiences if one.theme.code == theme]
    return experience_bars(on_theme, day_of(closes_at))


def _draft_reasons(items: Iterable[ScreeningItem]) -> str:
    """What a notice of rejection would say, from the points that do not conform: to be mended."""
    return "\n".join(
        f"{item.text}: {item.reason or item.facts}"
        for item in items
        if item.verdict not in (*FINE, Verdict.TO_JUDGE)
    )


def _story(case: ScreeningCase) -> list[TimelineEntry]:
    """The acts on the case and on its application, the newest first."""
    dossier, application = case.dossier, case.application
    acts = timeline(dossier, public=False, subject=case)
    acts += timeline(dossier, public=False, subject=application)
    return sorted(acts, key=lambda entry: entry.at, reverse=True)
