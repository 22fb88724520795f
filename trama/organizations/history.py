"""What the acts of the register are called. Roles are the office's to read, not the public's."""

from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["organizations.organization"] = {
    "register": Said(_("Ente registrato"), public=True),
    "update_card": Said(_("Scheda aggiornata dall’ente"), public=True),
    "take_up": Said(_("L’ente cura la propria scheda"), public=True),
    "ask_pec": Said(_("Mandato alla PEC dell’ente il collegamento per confermarla")),
    "confirm_pec": Said(_("PEC confermata dall’ente"), public=True),
    "update_from_list": Said(_("Scheda aggiornata dall’elenco «%(source)s»"), public=True),
}
WORDING["organizations.membership"] = {
    "request": Said(_("Chiesto un ruolo nell’ente")),
    "confirm": Said(_("Ruolo nell’ente confermato")),
    "refuse": Said(_("Ruolo nell’ente non confermato")),
    "end": Said(_("Ruolo nell’ente terminato")),
}
WORDING["organizations.nearnames"] = {
    "judge": Said(_("Confrontati due enti con nomi simili")),
}
WORDING["organizations.listimport"] = {
    "receive": Said(_("Ricevuto l’elenco «%(name)s»")),
    "check": Said(_("Elenco letto, da confermare")),
    "confirm": Said(_("Importazione confermata")),
    "apply": Said(_("Importato l’elenco «%(name)s»: %(created)s nuovi, %(updated)s aggiornati")),
    "set_unreadable": Said(_("Elenco che non si legge: %(problem)s")),
}
