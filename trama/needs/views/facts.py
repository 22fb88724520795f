"""What the pages say of a card: its facts in order, in people's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.core.quantities import plain
from trama.core.ui import Badge, Text, Tone
from trama.needs.models import CardStatus, EvidenceGrade, Need, Resource, ResourceKind, Unit
from trama.needs.queries.cards import Version
from trama.needs.rules.content import MANY
from trama.needs.rules.few import is_few
from trama.needs.rules.freshness import freshness
from trama.needs.rules.languages import LANGUAGES
from trama.programming.models import Target, Theme
from trama.territory.models import Zone

Pair = tuple[Text, Any]
TONES: dict[str, Tone] = {
    CardStatus.DRAFT: "wait",
    CardStatus.PUBLISHED: "done",
    CardStatus.MERGED: "wait",
    CardStatus.CLOSED: "wait",
}
FEW = 3  # zones named in a row


def status_badge(card: Need | Resource) -> Badge:
    return Badge(card.get_status_display(), TONES[card.status])


def number(value: Decimal) -> str:
    """Without zeros that say nothing, as people write it: «24.000», «7,5»."""
    return number_format(plain(value), force_grouping=True)


def amount(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{number(value)} {Unit(unit).label}"


def magnitude(need: Need) -> str:
    """How much, as a public page may say it: of fewer than five people, only that."""
    if is_few(need.magnitude, need.unit):
        return _("meno di 5 %(unit)s") % {"unit": Unit(need.unit).label}
    return amount(need.magnitude, need.unit)


def zone_words(zones: Sequence[Zone]) -> str:
    """The first few by name, and how many more."""
    names = ", ".join(zone.name for zone in zones[:FEW])
    more = len(zones) - FEW
    if more <= 0:
        return names
    rest = ngettext("e un’altra zona", "e altre %(n)d zone", more) % {"n": more}
    return f"{names} {rest}"


def said_by(card: Need | Resource) -> str:
    """Whose card it is; a person is never named."""
    if card.organization:
        return card.organization.name
    if card.office:
        return card.office.name
    return str(card.source) if card.source else _("una persona della città")


def need_sentence(need: Need, zones: Sequence[Zone], voices: int) -> str:
    """The one sentence that answers: where, how much, how sure, how many say it."""
    where = zone_words(zones) or _("luogo non detto")
    much = magnitude(need) or _("non si sa quanto")
    said = ngettext("lo dice una voce", "lo dicono %(n)d voci", voices) % {"n": voices}
    grade = str(EvidenceGrade(need.evidence).label).split(":")[0]
    return _("%(where)s: %(much)s; %(grade)s, %(said)s.") % {
        "where": where,
        "much": much,
        "grade": grade,
        "said": said,
    }


def need_facts(need: Need, zones: Sequence[Zone]) -> list[Pair]:
    unknown = _("non noto")
    much = magnitude(need)
    if much and need.magnitude_on:
        much = _("%(much)s, al %(day)s") % {"much": much, "day": moments.day(need.magnitude_on)}
    return [
        (_("Dove"), ", ".join(zone.name for zone in zones) or unknown),
        (_("Per chi"), ", ".join(map(str, need.targets.all())) or _("tutti")),
        (_("Quanto"), much or unknown),
        (_("Da dove viene la cifra"), need.magnitude_source or unknown),
        (_("Su che cosa si fonda"), EvidenceGrade(need.evidence).label),
        (_("Le prove"), need.evidence_note or unknown),
        (_("Chi lo dice"), said_by(need)),
    ]


def places_words(resource: Resource) -> str:
    """Capacity and free places; what nobody has said is «non noto», never a zero."""
    if resource.capacity is None:
        return _("non noto")
    total = amount(resource.capacity, resource.unit)
    if resource.free is None:
        return _("%(total)s; liberi: non noto") % {"total": total}
    return _("%(total)s, di cui liberi %(free)s") % {"total": total, "free": number(resource.free)}


def resource_sentence(resource: Resource, at: datetime) -> str:
    fresh = freshness(resource.verified_at, at)
    where = resource.nil.name if resource.nil else _("nelle zone servite")
    seen = _("mai verificato") if fresh.months is None else _("verificato %(when)s") % {
        "when": fresh.words.lower()
    }  # fmt: skip
    return _("%(kind)s a %(where)s: %(places)s; %(seen)s.") % {
        "kind": str(ResourceKind(resource.kind).label).capitalize(),
        "where": where,
        "places": places_words(resource),
        "seen": seen,
    }


def resource_facts(resource: Resource, zones: Sequence[Zone]) -> list[Pair]:
    """In the order in which one who needs it asks, and as HSDS names them: location, service area,
    schedule, eligibility, application, fees, languages, accessibility."""
    unknown = _("non noto")
    where = [resource.address, resource.nil.name if resource.nil else ""]
    return [
        (_("Dove"), ", ".join(filter(None, where)) or unknown),
        (_("Zone servite"), ", ".join(zone.name for zone in zones) or _("non dette")),
        (_("Posti"), places_words(resource)),
        (_("Orari"), resource.hours or unknown),
        (_("Periodo"), _period(resource.starts_on, resource.ends_on) or unknown),
        (_("Per chi"), ", ".join(map(str, resource.targets.all())) or _("tutti")),
        (_("Età"), _ages(resource) or _("senza limiti detti")),
        (_("Chi può accedere"), resource.eligibility or unknown),
        (_("Come si accede"), resource.application_process or unknown),
        (_("Costo"), resource.fees or unknown),
        (_("Lingue"), _languages(resource.languages) or unknown),
        (_("Accessibilità"), resource.accessibility or unknown),
        (_("Telefono"), resource.phone or unknown),
        (_("E-mail"), resource.email or unknown),
        (_("Di chi è"), said_by(resource)),
    ]


def _period(starts_on: date | None, ends_on: date | None) -> str:
    parts = []
    if starts_on:
        parts.append(_("dal %(day)s") % {"day": moments.day(starts_on)})
    if ends_on:
        parts.append(_("fino al %(day)s") % {"day": moments.day(ends_on)})
    return " ".join(parts)


def _ages(resource: Resource) -> str:
    low, high = resource.minimum_age, resource.maximum_age
    if low is not None and high is not None:
        return _("da %(low)d a %(high)d anni") % {"low": low, "high": high}
    if low is not None:
        return _("da %(low)d anni") % {"low": low}
    return _("fino a %(high)d anni") % {"high": high} if high is not None else ""


def _languages(codes: Sequence[str]) -> str:
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes)


# ---------------------------------------------------------------- versions in words


@dataclass(frozen=True)
class ToldChange:
    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class ToldVersion:
    number: int
    at: datetime
    note: str
    changes: Sequence[ToldChange]


def told(card: Need | Resource, versions: Sequence[Version]) -> list[ToldVersion]:
    """Versions with the names of fields, themes, targets and zones instead of their codes."""
    if not versions:
        return []
    words = _words() if any(version.changes for version in versions) else {}
    return [
        ToldVersion(
            version.number,
            version.written_at,
            version.note,
            [
                ToldChange(
                    card._meta.get_field(change.field).verbose_name,  # type: ignore[union-attr]  # a field of its own
                    _said(change.field, change.before, words),
                    _said(change.field, change.after, words),
                )
                for change in version.changes
            ],
        )
        for version in versions
    ]


def _words() -> Mapping[str, Mapping[str, str]]:
    zones = {
        f"{zone.kind}/{zone.code}": zone.name for zone in Zone.objects.only("kind", "code", "name")
    }
    return {
        "theme": {theme.code: str(theme) for theme in Theme.objects.all()},
        "targets": {target.code: str(target) for target in Target.objects.all()},
        **dict.fromkeys(("zones", "served", "nil"), zones),
        "unit": {str(code): str(label) for code, label in Unit.choices},
        "evidence": {str(code): str(label) for code, label in EvidenceGrade.choices},
        "kind": {str(code): str(label) for code, label in ResourceKind.choices},
        "languages": {code: str(name) for code, name in LANGUAGES.items()},
    }


def _said(field: str, value: Any, words: Mapping[str, Mapping[str, str]]) -> str:
    if value in (None, "", []):
        return _("niente")
    if field == "magnitude" and is_few(Decimal(str(value)), Unit.PEOPLE):
        return _("meno di 5")  # whatever its unit was then
    known = words.get(field, {})
    if field in MANY or isinstance(value, list):
        return ", ".join(known.get(one, str(one)) for one in value)
    return known.get(str(value), str(value))
