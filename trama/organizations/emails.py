"""Letters to people about their roles in bodies."""

from datetime import datetime

from django.urls import reverse

from trama.mailbox.lifecycle import post
from trama.organizations.models import Membership


def tell_outcome(membership: Membership, *, at: datetime) -> None:
    """Whoever asked for a role learns what became of it, and why when it was not confirmed."""
    organization = membership.organization
    post(
        "organizations/emails/membership",
        recipient=membership.user.email,
        context={
            "membership": membership,
            "organization": organization,
            "path": reverse("organizations:detail", args=[organization.uid]),
        },
        purpose="organizations.membership",
        at=at,
    )
