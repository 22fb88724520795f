"""Who a digital identity says a person is: SPID or CIE, through the city's OpenID Connect proxy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NotValid
from stdnum.it import codicefiscale

FISCAL_NUMBER = ("fiscal_number", "https://attributes.eid.gov.it/fiscal_number", "fiscalNumber")
WEAK_LEVELS = ("SpidL1", "CIE_L1", "low")


class IdentityRefused(Exception):
    """The claims do not say who the person is. Its text is a sentence for that person."""


@dataclass(frozen=True)
class Identity:
    """A person as their digital identity states them.

    `strong`: shown with two factors (SPID level 2 or more). A proxy that states no level is trusted
    to ask for two: docs/operations.md tells the city so. `proven_at`: seconds since 1970, when the
    provider says it saw the person; None when it does not say.
    """

    codice_fiscale: str
    name: str
    strong: bool = True
    proven_at: int | None = None


def read_identity(claims: Mapping[str, Any]) -> Identity:
    """The person in OpenID Connect claims; `IdentityRefused` when there is no codice fiscale."""
    return Identity(
        codice_fiscale=read_codice_fiscale(claims),
        name=_read_name(claims),
        strong=not str(claims.get("acr") or "").endswith(WEAK_LEVELS),
        proven_at=_read_instant(claims.get("auth_time")),
    )


def merge_claims(response: Mapping[str, Any]) -> dict[str, Any]:
    """One set of claims out of ID token and user info, which must speak of the same subject."""
    token, info = (_mapping(response.get(part)) for part in ("id_token", "userinfo"))
    if token and info and token.get("sub") != info.get("sub"):
        raise IdentityRefused(
            _("Il servizio d’identità ha risposto con due persone diverse: non ti abbiamo fatto "
              "entrare. Riprova; se succede ancora, scrivici.")
        )  # fmt: skip
    return {**token, **info}


def read_codice_fiscale(claims: Mapping[str, Any]) -> str:
    stated = next((claims[name] for name in FISCAL_NUMBER if claims.get(name)), None)
    if not isinstance(stated, str):
        raise IdentityRefused(
            _("La tua identità digitale non ci ha mandato il codice fiscale, e senza non sappiamo "
              "chi sei. Non è stato creato nessun accesso: riprova e accetta di inviarlo, oppure "
              "entra con e-mail e password.")
        )  # fmt: skip
    number = stated.strip().upper().removeprefix("TINIT-")
    try:
        compact: str = codicefiscale.validate(number)
    except NotValid:
        compact = ""
    if len(compact) != 16:
        raise IdentityRefused(
            _("Il codice fiscale che abbiamo ricevuto dalla tua identità digitale non è quello di "
              "una persona. Non è stato creato nessun accesso: entra con e-mail e password.")
        )  # fmt: skip
    return compact


def _read_name(claims: Mapping[str, Any]) -> str:
    given, family, full = (_text(claims.get(k)) for k in ("given_name", "family_name", "name"))
    return (f"{given} {family}" if given and family else full or given or family)[:200]


def _read_instant(stated: object) -> int | None:
    is_number = isinstance(stated, int) and not isinstance(stated, bool)
    return int(str(stated)) if is_number and 0 < int(str(stated)) < 1 << 40 else None


def _text(stated: object) -> str:
    return " ".join(stated.replace("\0", "").split()) if isinstance(stated, str) else ""


def _mapping(stated: object) -> dict[str, Any]:
    return dict(stated) if isinstance(stated, Mapping) else {}
