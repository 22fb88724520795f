"""What other pages show of bodies: «my bodies» on the profile, and bodies in the global search."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.panels import Panel
from trama.core.search import Result
from trama.organizations import queries
from trama.organizations.models import MembershipStatus


def my_organizations(request: HttpRequest, thing: Any) -> Panel | None:
    """The bodies of whoever looks at their own profile, and the requests that still wait."""
    if not isinstance(request.user, User):
        return None
    roles = [
        role for role in queries.roles_of(request.user) if role.status != MembershipStatus.ENDED
    ]
    return Panel("organizations/_my_organizations.html", {"roles": roles})


def found(words: str, limit: int) -> Sequence[Result]:
    rows = queries.search(words).organizations[:limit]
    return [
        Result(
            kind=_("Ente"),
            title=body.name,
            url=reverse("organizations:detail", args=[body.uid]),
            line=", ".join(part for part in (body.get_legal_type_display(), body.city) if part),
        )
        for body in rows
    ]
