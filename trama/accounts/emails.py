"""The letters that concern a person's access. Addresses in them start with our own address
(`BASE_URL`), never with what a request says its host is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trama.core import letters

TEMPLATE = "accounts/emails/access"


@dataclass(frozen=True)
class Letter:
    subject: str
    paragraphs: Sequence[str | Promise]
    action: str = ""
    url: str = ""


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def send(recipient: str, letter: Letter, language: str | None = None) -> None:
    context = {
        "subject": letter.subject,
        "paragraphs": [str(paragraph) for paragraph in letter.paragraphs],
        "action": letter.action,
        "url": letter.url,
    }
    letters.send(TEMPLATE, recipient=recipient, context=context, language=language)


def confirm_address(url: str) -> Letter:
    return Letter(
        _("Conferma il tuo indirizzo"),
        [
            _("Qualcuno, speriamo tu, ha dato questo indirizzo per entrare in Trama."),
            _("Se sei tu, conferma con il link qui sotto. Vale tre giorni."),
            _("Se non sei tu, non fare niente: senza conferma nessuno entra con il tuo indirizzo."),
        ],
        _("Conferma l’indirizzo"),
        url,
    )


def already_registered() -> Letter:
    return Letter(
        _("Hai già un accesso"),
        [
            _("Qualcuno, speriamo tu, ha chiesto un nuovo accesso con questo indirizzo, che però ne"
              " ha già uno. Non è stato creato niente."),
            _("Se non ricordi la password, scegline un’altra con il link qui sotto. Se prima"
              " entravi con la password e ora vuoi usare SPID o CIE: entra con la password, poi"
              " collega l’identità digitale dalla pagina del profilo."),
            _("Se non sei tu, non fare niente."),
        ],
        _("Scegli una nuova password"),
        absolute(reverse("account_reset_password")),
    )  # fmt: skip


def unknown_address() -> Letter:
    return Letter(
        _("Nessun accesso con questo indirizzo"),
        [
            _("Qualcuno, speriamo tu, ha chiesto di cambiare la password di questo indirizzo, ma"
              " con questo indirizzo non c’è nessun accesso."),
            _("Forse ti sei registrato con un altro indirizzo. Oppure puoi registrarti ora."),
            _("Se non sei tu, non fare niente."),
        ],
        _("Registrati"),
        absolute(reverse("account_signup")),
    )  # fmt: skip


def reset_password(url: str) -> Letter:
    return Letter(
        _("Scegli una nuova password"),
        [
            _("Qualcuno, speriamo tu, ha chiesto di cambiare la password di questo accesso."),
            _("Se sei tu, scegline una nuova con il link qui sotto: vale una volta sola."),
            _("Se non sei tu, non fare niente: la password resta quella di prima."),
        ],
        _("Scegli la password"),
        url,
    )


def welcome_to_office(office: str, duty: str, url: str) -> Letter:
    return Letter(
        _("Il tuo accesso a Trama"),
        [
            _("Sei stato abilitato come «%(duty)s» per %(office)s.")
            % {"duty": duty, "office": office},
            _("Scegli la password con il link qui sotto. Poi ti chiediamo un secondo fattore,"
              " un’app o una passkey: per chi lavora negli uffici è obbligatorio."),
            _("Con SPID o CIE puoi entrare dopo averli collegati dalla pagina del profilo."),
        ],
        _("Scegli la password"),
        url,
    )  # fmt: skip


def something_changed(what: str | Promise) -> Letter:
    return Letter(
        _("È cambiato qualcosa nel tuo accesso"),
        [
            what,
            _("Se sei stato tu, va tutto bene."),
            _("Se non sei stato tu, cambia subito la password, esci dagli altri dispositivi dalla"
              " pagina del profilo e scrivici."),
        ],
        _("Vai al profilo"),
        absolute(reverse("accounts:profile")),
    )  # fmt: skip
