"""What the signed links of this app open: small acts that ask for no account."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.core.ui import Text
from trama.mailbox import links
from trama.mailbox.models import SignedLink
from trama.tables.emails.ground import GROUND
from trama.tables.emails.meetings import INVITATION, SURVEY
from trama.tables.emails.minutes import MINUTES
from trama.tables.emails.synthesis import CONSULTATION
from trama.tables.emails.votes import VOTE

PAGES: list[tuple[str, str, Text]] = [
    (INVITATION, "paths:invitation", _("Invito a un incontro")),
    (SURVEY, "paths:survey", _("Tre domande su un incontro")),
    (MINUTES, "paths:minutes_answer", _("Verbale da leggere e approvare")),
    (GROUND, "paths:ground_vote", _("Che cosa ne pensate")),
    (CONSULTATION, "paths:consultation", _("La bozza della sintesi da leggere")),
]


def _page(name: str) -> Callable[[SignedLink], str]:
    return lambda link: reverse(name, args=[link.object_uid])


def _ballot(link: SignedLink) -> str:
    return reverse("paths:ballot", args=[link.object_version, link.object_uid])


def register() -> None:
    for purpose, name, title in PAGES:
        links.register(purpose, target=_page(name), title=title)
    links.register(VOTE, target=_ballot, title=_("La scheda per votare le priorità"))
