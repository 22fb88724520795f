"""Questions about bodies and who stands for them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FloatField, Func, Q, QuerySet, Value

from trama.accounts.models import User
from trama.core.text import ItalianQuery, NameKey
from trama.organizations.models import (
    ListImport,
    Membership,
    MembershipDuty,
    MembershipStatus,
    NearNames,
    Organization,
)

MAX_WORDS = 100  # characters of a search: more says nothing more
CLOSEST = 20  # names shown when none has the words that were typed
LIST_FIELDS = ("uid", "name", "legal_type", "codice_fiscale", "city", "status", "name_key")


def organizations_of(user: User | AnonymousUser, *duties: MembershipDuty) -> QuerySet[Organization]:
    """The bodies where `user` has today a confirmed role (one of `duties`, when named)."""
    return Organization.objects.filter(pk__in=bodies_of(user, *duties))


def bodies_of(user: User | AnonymousUser, *duties: MembershipDuty) -> "QuerySet[Membership, Any]":
    """The keys alone of `organizations_of`, to narrow what belongs to a body."""
    if not isinstance(user, User):
        return Membership.objects.none().values("organization")
    roles = Membership.objects.in_force().filter(user=user)
    if duties:
        roles = roles.filter(duty__in=duties)
    return roles.values("organization")


def match(pec: str = "", codice_fiscale: str = "") -> Organization | None:
    """The body with this codice fiscale or this PEC, proven its own; None when neither is known.

    Anybody may write a PEC on a card: until it is confirmed it points to nobody. When the two say
    two different bodies nobody is chosen: a person looks at it.
    """
    by_code = by_pec = None
    if codice_fiscale:
        by_code = Organization.objects.filter(codice_fiscale=codice_fiscale.strip().upper()).first()
    if pec:
        proven = Organization.objects.filter(pec_confirmed_at__isnull=False)
        by_pec = proven.filter(pec=pec.strip().lower()).first()
    if by_code and by_pec and by_code != by_pec:
        return None
    return by_code or by_pec


# ---------------------------------------------------------------- the public register


def public_organizations() -> QuerySet[Organization]:
    """The public register in order of name, with its public fields alone: what lists, the open API
    and exports show. E-mail and telephone may be a person's: they are not read at all."""
    return (
        Organization.objects.public()
        .defer("email", "phone", "search", "source", "compared")
        .order_by("name_key", "pk")
    )


@dataclass(frozen=True)
class Found:
    """Bodies found. `nearest`: none has the words, these are the closest names."""

    organizations: QuerySet[Organization]
    nearest: bool = False


def clean_words(text: str) -> str:
    """What a person typed, without signs that no name has (null bytes, controls), not endless."""
    kept = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return " ".join(kept.split())[:MAX_WORDS].strip()


def search(text: str, filters: Mapping[str, Any] | None = None) -> Found:
    """The register narrowed by words and filters (`legal_type`, `city`, `letter`).

    Words: of the language, in any order and form; or a piece of a name; or a codice fiscale. When
    no name has them, the names that look most like them.
    """
    rows = _filtered(public_organizations().only(*LIST_FIELDS), filters or {})
    words = clean_words(text)
    if not words:
        return Found(rows)
    exact = rows.filter(_has(words))
    if exact.exists() or not any(sign.isalnum() for sign in words):
        return Found(exact)
    key = NameKey(Value(words))
    likeness = Func(key, F("name_key"), function="word_similarity", output_field=FloatField())
    closest = rows.filter(name_key__trigram_word_similar=key).order_by(likeness.desc(), "pk")
    keys = list(closest.values_list("pk", flat=True)[:CLOSEST])
    return Found(rows.filter(pk__in=keys), nearest=bool(keys))


def listed(keys: Sequence[int]) -> list[Organization]:
    """The rows of a page of the register."""
    return list(public_organizations().only(*LIST_FIELDS).filter(pk__in=keys))


def _has(words: str) -> Q:
    if words.isascii() and words.isdigit() and len(words) == 11:
        return Q(codice_fiscale=words)
    return Q(search=ItalianQuery(words)) | Q(name_key__contains=NameKey(Value(words)))


def _filtered(rows: QuerySet[Organization], filters: Mapping[str, Any]) -> QuerySet[Organization]:
    if filters.get("legal_type"):
        rows = rows.filter(legal_type=filters["legal_type"])
    if filters.get("letter"):
        rows = rows.filter(art5_letters__contains=[filters["letter"]])
    if city := clean_words(filters.get("city") or ""):
        rows = rows.alias(city_key=NameKey("city")).filter(city_key=NameKey(Value(city)))
    return rows


# ---------------------------------------------------------------- roles, and the steward's desk


def roles_of(user: User) -> QuerySet[Membership]:
    """What a person is, was, or asked to be, for bodies."""
    return (
        Membership.objects.filter(user=user)
        .select_related("organization")
        .order_by("organization__name_key", "-since", "pk")
    )


def people_of(organization: Organization) -> QuerySet[Membership]:
    """Who stands or stood for a body, requests first."""
    return (
        organization.memberships.select_related("user", "confirmed_by")
        .annotate(open_first=Q(status=MembershipStatus.REQUESTED))
        .order_by("-open_first", "status", "-since", "pk")
    )


def requests_to_represent() -> QuerySet[Membership]:
    """Legal representatives that wait for a steward, the oldest request first."""
    return (
        Membership.objects.filter(
            status=MembershipStatus.REQUESTED, duty=MembershipDuty.LEGAL_REPRESENTATIVE
        )
        .select_related("organization", "user")
        .order_by("since", "pk")
    )


def near_names_to_judge() -> QuerySet[NearNames]:
    return (
        NearNames.objects.filter(distinct=None)
        .select_related("first", "second")
        .order_by("first__name_key", "pk")
    )


def near_names_judged() -> QuerySet[NearNames]:
    return (
        NearNames.objects.exclude(distinct=None)
        .select_related("first", "second", "judged_by")
        .order_by("-judged_at", "pk")
    )


def latest_imports(limit: int = 10) -> Sequence[ListImport]:
    imports = ListImport.objects.select_related("asked_by").order_by("-asked_at", "-pk")
    return list(imports[:limit])
