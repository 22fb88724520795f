from django.utils.translation import gettext_lazy as _

from trama.core.history import OWN, WORDING, Said

WORDING["applications.application"] = {
    "start": Said(_("Domanda cominciata")),
    "submit": Said(_("Domanda presentata")),
    "supersede": Said(_("Domanda sostituita da una successiva")),
    "tell_amended": Said(_("L’ente è avvisato che l’avviso è stato rettificato")),
    "confirm_amended": Said(_("Domanda confermata sul testo rettificato")),
    "withdraw": Said(_("Domanda ritirata")),
}
# Before closing the office sees a count, not applicants.
OWN.add("applications.application")
