"""What the acts of a path are called. Bodies are named; people the public never reads."""

from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["tables.path"] = {
    "open": Said(_("Percorso aperto con %(admitted)s enti ammessi"), public=True),
    "suspend": Said(_("Percorso sospeso: %(reason)s"), public=True),
    "resume": Said(_("Il percorso riprende"), public=True),
    "close_without_act": Said(_("Percorso chiuso senza atto: %(closing_reason)s"), public=True),
    "calendarised": Said(_("Il percorso è agli incontri"), public=True),
    "prioritising": Said(_("Comincia la scelta delle priorità"), public=True),
    "synthesis_draft": Said(_("Si scrive la bozza della sintesi"), public=True),
    "consultation": Said(_("La bozza della sintesi è in consultazione"), public=True),
    "synthesis_final": Said(_("La sintesi è definitiva"), public=True),
    "rdp_report": Said(_("Il responsabile scrive la relazione"), public=True),
    "act_adopted": Said(_("Atto adottato"), public=True),
    "feeds_plan": Said(_("Le priorità sono nella programmazione"), public=True),
}
WORDING["tables.participant"] = {
    "add": Said(_("Si aggiunge %(name)s"), public=True),
    "exclude": Said(_("Escluso: %(name)s"), public=True),
    "leave": Said(_("Si ritira: %(name)s"), public=True),
    "readmit": Said(_("Riammesso: %(name)s"), public=True),
}
WORDING["tables.workingtable"] = {
    "add_table": Said(_("Nasce il tavolo «%(title)s»"), public=True),
    "change_table": Said(_("Tavolo «%(title)s» aggiornato")),
}
WORDING["tables.meeting"] = {
    "convene": Said(_("Convocato l’incontro «%(title)s»"), public=True),
    "move": Said(_("Spostato l’incontro «%(title)s»"), public=True),
    "change": Said(_("Incontro «%(title)s» aggiornato")),
    "cancel": Said(_("Annullato l’incontro «%(title)s»"), public=True),
    "invite": Said(_("Inviti a «%(title)s»: %(sent)s lettere")),
    "hold": Said(_("Tenuto l’incontro «%(title)s»"), public=True),
    "answer_coming": Said(_("%(name)s viene")),
    "answer_not_coming": Said(_("%(name)s non viene")),
    "attend": Said(_("%(name)s segna la presenza con il codice")),
    "record_attendance": Said(_("Presenza scritta: %(name)s")),
    "strike_attendance": Said(_("Presenza tolta: %(name)s")),
    "park": Said(_("Questione parcheggiata")),
    "take_up": Said(_("Questione ripresa")),
    "drop": Said(_("Questione lasciata")),
    "answer_survey": Said(_("Arrivata una risposta alle tre domande")),
    "reply_survey": Said(_("L’ufficio risponde alle tre domande"), public=True),
}
WORDING["tables.actionitem"] = {
    "add_action": Said(_("Azione: %(text)s"), public=True),
    "action_done": Said(_("Azione fatta: %(text)s"), public=True),
    "action_dropped": Said(_("Azione lasciata: %(text)s"), public=True),
    "action_to_do": Said(_("Azione riaperta: %(text)s"), public=True),
}
