from django.utils.translation import gettext_lazy as _

from trama.core.history import OWN, WORDING, Said

WORDING["ledger.document"] = {
    "receive": Said(_("Ricevuto il documento «%(name)s»")),
    "keep": Said(_("Prodotto il documento «%(name)s»")),
    "check": Said(_("Aperto e controllato il documento «%(name)s»")),
    "refuse": Said(_("Non si apre il documento «%(name)s», conservato com’è arrivato")),
}
OWN.add("ledger.document")
WORDING["ledger.administrativeact"] = {
    "record": Said(_("Registrato l’atto %(act)s")),
    "complete": Said(_("Completati i dati dell’atto %(act)s")),
}
WORDING["ledger.publication"] = {
    "publish": Said(_("Pubblicato: %(title)s"), public=True),
}
