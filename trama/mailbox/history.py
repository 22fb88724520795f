from django.utils.translation import gettext_lazy as _

from trama.core.history import OWN, WORDING, Said

WORDING["mailbox.incomingmessage"] = {
    "take_in": Said(_("Arrivato un messaggio, conservato com’era")),
    "match": Said(_("Messaggio collegato al procedimento")),
    "match_late": Said(_("Messaggio collegato al procedimento, fuori termine")),
    "file_receipt": Said(_("Ricevuta di posta certificata messa agli atti")),
    "leave_unmatched": Said(_("Messaggio in attesa di essere collegato")),
    "hold": Said(_("Messaggio trattenuto: lo guarda una persona")),
    "open": Said(_("Busta aperta per smistarla")),
    "open_sealed": Said(_("Busta aperta prima della scadenza. Motivo: %(reason)s")),
    "assign": Said(_("Messaggio collegato a mano. Motivo: %(reason)s")),
    "set_aside": Said(_("Messaggio messo da parte. Motivo: %(reason)s")),
}
WORDING["mailbox.outgoingmessage"] = {
    "deliver": Said(_("E-mail consegnata al server di posta")),
    "fail": Said(_("E-mail non partita: %(problem)s")),
    "queue_again": Said(_("E-mail rimessa in partenza")),
}
WORDING["mailbox.signedlink"] = {
    "create_link": Said(_("Creato un collegamento personale")),
    "use_link": Said(_("Usato il collegamento personale")),
    "revoke_link": Said(_("Ritirato il collegamento personale")),
}
# Told on each message's own page: on the procedure's timeline, before closing, who sorted what and
# why would tell who has applied; afterwards a letter each would bury the acts of the office.
OWN.update({"mailbox.incomingmessage", "mailbox.outgoingmessage", "mailbox.signedlink"})
