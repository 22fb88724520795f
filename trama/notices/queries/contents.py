"""One notice with its parts, and what the linter says of it."""

from django.db.models import QuerySet

from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.queries import current
from trama.notices.models import Notice
from trama.notices.rules import Finding, NoticeFacts, RequirementFacts, lint

# What a notice says and asks: it freezes with its adoption.
PARTS = ("sections", "requirements", "questions", "document_slots")


def contents(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Notices with everything their pages show: six queries, whatever their length."""
    return notices.select_related(
        "office", "officer", "act", "closing_act", "strand", "amends"
    ).prefetch_related(*PARTS, "programming_acts")


def facts(notice: Notice) -> NoticeFacts:
    """What the linter reads, from a notice fetched with `contents`."""
    return NoticeFacts(
        type=notice.type,
        title=notice.title,
        summary=notice.summary,
        sections=_texts(notice),
        requirements=tuple(
            RequirementFacts(requirement.kind, requirement.text, requirement.parameters)
            for requirement in notice.requirements.all()
        ),
        slot_codes=frozenset(slot.code for slot in notice.document_slots.all()),
        art5_letters=tuple(notice.art5_letters),
        has_officer=notice.officer_id is not None,
        channels=tuple(notice.channels),
        signing_modes=tuple(notice.signing_modes),
        pec_address=notice.pec_address,
        pec_instant=notice.pec_instant,
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
        questions_until=notice.questions_until,
        cup=notice.cup,
        has_programming_act=bool(notice.programming_acts.all()),
        programming_reason=notice.programming_reason,
        urgency_reason=notice.urgency_reason,
    )


def _texts(notice: Notice) -> dict[str, str]:
    """Kind → text; the free sections («Altro») follow one another under one key."""
    texts: dict[str, str] = {}
    for section in notice.sections.all():
        body = f"{section.title}\n{section.body}"
        texts[section.kind] = f"{texts[section.kind]}\n{body}" if section.kind in texts else body
    return texts


def findings(notice: Notice) -> list[Finding]:
    return lint(facts(notice))


def people_in_charge(office: Office) -> QuerySet[User]:
    """Who may be responsible for a procedure of this office today."""
    roles = office.roles.filter(current(), duty__in=[OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE])
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("name", "pk")
