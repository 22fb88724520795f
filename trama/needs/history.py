from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["needs.capacityask"] = {
    "ask_capacity": Said(_("Chiesti i posti liberi del mese")),
    "answer": Said(_("L’ente ha detto quanti posti ha")),
    "correct_answer": Said(_("L’ente ha corretto i posti detti")),
    "fall_silent": Said(_("Il mese è passato senza risposta")),
}
WORDING["needs.pulsesubscription"] = {
    "stop_asking": Said(_("L’ente non vuole più la lettera del mese")),
    "resume_asking": Said(_("L’ente vuole di nuovo la lettera del mese")),
}
WORDING["needs.resource"] = {
    "report_capacity": Said(_("Detti i posti: %(free)s liberi su %(capacity)s")),
}
CARD = {
    "draft": Said(_("Scheda iniziata")),
    "publish": Said(_("Scheda pubblicata"), public=True),
    "change": Said(_("Scheda cambiata"), public=True),
    "merge": Said(_("Scheda unita a un’altra"), public=True),
    "close": Said(_("Scheda chiusa"), public=True),
    "reopen": Said(_("Scheda riaperta"), public=True),
}
WORDING["needs.need"] = {
    **CARD,
    # Not public: act by act one would count those that the card does not tell, being few.
    "hear": Said(_("Segnalazioni di chi vive nel quartiere: %(signals)s in più")),
    "add_voice": Said(_("Una voce in più dice lo stesso bisogno"), public=True),
}
WORDING["needs.resource"] |= {
    **CARD,
    "verify": Said(_("Confermato che la scheda è giusta"), public=True),
    "claim": Said(_("L’ente cura la scheda"), public=True),
    "import": Said(_("Scheda arrivata da un elenco"), public=True),
    "update_from_list": Said(_("Scheda aggiornata da un elenco"), public=True),
}
WORDING["needs.serviceimport"] = {
    "receive": Said(_("Ricevuto l’elenco di servizi «%(name)s»")),
    "check": Said(_("Elenco di servizi letto, da confermare")),
    "confirm": Said(_("Importazione dei servizi confermata")),
    "apply": Said(_("Importato «%(name)s»: %(created)s nuovi, %(updated)s aggiornati")),
    "set_unreadable": Said(_("Elenco di servizi che non si legge: %(problem)s")),
}

WORDING["needs.coveragerun"] = {
    "ask": Said(_("Chiesto il calcolo della copertura")),
    "finish": Said(_("Calcolata la copertura: %(cells)s caselle")),
    "fail": Said(_("Calcolo della copertura non riuscito: %(problem)s")),
}
WORDING["needs.coveragemeasure"] = {
    "change_formula": Said(_("Cambiata la formula del bisogno: %(reason)s"), public=True),
    "import": Said(_("Misura di copertura caricata da un elenco"), public=True),
}
WORDING["needs.indexcomponent"] = {
    "change_weight": Said(
        _("Peso dell’indice cambiato da %(before)s a %(after)s: %(reason)s"), public=True
    ),
}
WORDING["needs.verifiedabsence"] = {
    "verify_absence": Said(_("Verificato che qui non c’è niente: %(note)s"), public=True),
    "withdraw_absence": Said(_("Ritirata la verifica che qui non ci sia niente"), public=True),
}
WORDING["needs.scenario"] = {
    "create": Said(_("Simulazione cominciata")),
    "copy": Said(_("Simulazione copiata da un’altra")),
    "add_change": Said(_("Aggiunta una modifica da provare")),
    "remove_change": Said(_("Tolta una modifica da provare")),
    "ask": Said(_("Chiesto il calcolo della simulazione")),
    "finish": Said(_("Simulazione calcolata")),
    "fail": Said(_("Simulazione non riuscita: %(problem)s")),
    "share": Said(_("Simulazione mostrata agli uffici")),
    "unshare": Said(_("Simulazione non più mostrata agli uffici")),
    "delete": Said(_("Simulazione eliminata")),
}
