"""What the acts of listening are called. What people wrote is in no event."""

from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["listening.campaign"] = {
    "draft": Said(_("Campagna d’ascolto preparata")),
    "change": Said(_("Campagna d’ascolto cambiata")),
    "open": Said(_("Si ascolta"), public=True),
    "close": Said(_("L’ascolto è chiuso"), public=True),
}
WORDING["listening.entrustment"] = {
    "entrust": Said(_("Ascolto affidato a %(organization)s: %(reason)s"), public=True),
    "withdraw": Said(_("Ascolto non più affidato a %(organization)s: %(withdrawal)s"), public=True),
}
WORDING["listening.needsignal"] = {
    "receive": Said(_("Arrivata una segnalazione")),
    "accept": Said(_("Segnalazione ascoltata")),
    "reword": Said(_("Testo pubblico di una segnalazione corretto o tolto")),
    "refuse": Said(_("Segnalazione non accolta: %(reason)s")),
    "mark_spam": Said(_("Segnalazione messa fra i disturbi")),
    "restore": Said(_("Segnalazione rimessa fra quelle da leggere")),
    "place": Said(_("Tema o luogo di una segnalazione corretti")),
    "group": Said(_("Segnalazioni simili messe insieme")),
    "ungroup": Said(_("Segnalazione tolta dal suo gruppo")),
    "join": Said(_("Segnalazione legata a un bisogno")),
    "tell": Said(_("Detto che cosa si è fatto: %(words)s")),
    "answer": Said(_("Segnalazione chiusa con una risposta")),
    "confirm_contact": Said(_("Recapito confermato da chi lo riceve")),
    "erase_contact": Said(_("Recapito cancellato")),
}
WORDING["listening.paperround"] = {
    "check": Said(_("Letto un giro di carta, da confermare. Segnalazioni: %(taken)s")),
    "apply": Said(_("Giro di carta importato. Segnalazioni: %(taken)s")),
    "drop": Said(_("Giro di carta lasciato perdere")),
}
