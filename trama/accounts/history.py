from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["accounts.officerole"] = {
    "assign_duty": Said(_("ha affidato un incarico")),
    "end_duty": Said(_("ha chiuso un incarico")),
}
WORDING["accounts.user"] = {
    "vouch_address": Said(_("L’ufficio garantisce l’indirizzo: la password si sceglie di nuovo")),
    "rename": Said(_("ha corretto il suo nome")),
    "link_identity": Said(_("ha collegato la sua identità digitale")),
    "add_second_factor": Said(_("ha aggiunto un secondo fattore")),
    "end_other_sessions": Said(_("è uscito da tutti gli altri dispositivi")),
}
