"""Letters to people about their roles in bodies, and to a body's PEC."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import override

from trama.mailbox.lifecycle import create_link, post
from trama.organizations.models import Membership, Organization

PEC = "organizations.pec"
LINK_DAYS = 30


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


def ask_to_confirm_pec(organization: Organization, *, at: datetime) -> None:
    """To the PEC on the card: whoever reads it says with one link whether it is the body's."""
    with override("it"):
        url = create_link(
            PEC, addressee=organization.pec, thing=organization, at=at, days=LINK_DAYS
        )
        post(
            "organizations/emails/pec",
            recipient=organization.pec,
            context={"organization": organization, "url": url},
            purpose=PEC,
            at=at,
        )
