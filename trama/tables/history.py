"""What the acts of a path are called. Bodies are named; people the public never reads."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from trama.core import moments
from trama.core.history import OWN, WORDING, Said
from trama.tables.models import Stance


def day(fact: str) -> str:
    """As the reader's language says it. The first events kept the Italian words: they stay."""
    try:
        return moments.day(date.fromisoformat(fact))
    except ValueError:
        return fact


def stance(fact: str) -> str:
    return str(dict(Stance.choices).get(fact, fact))  # as above


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
    "answer_for_coming": Said(_("L’ufficio scrive che %(name)s viene")),
    "answer_for_not_coming": Said(_("L’ufficio scrive che %(name)s non viene")),
    "attend": Said(_("%(name)s segna la presenza con il codice")),
    "record_attendance": Said(_("Presenza scritta: %(name)s")),
    "strike_attendance": Said(_("Presenza tolta: %(name)s")),
    "park": Said(_("Questione parcheggiata")),
    "take_up": Said(_("Questione ripresa")),
    "drop": Said(_("Questione lasciata")),
    "answer_survey": Said(_("Arrivata una risposta alle tre domande")),
    "reply_survey": Said(_("L’ufficio risponde alle tre domande"), public=True),
}
WORDING["tables.meeting"] |= {
    "begin_minutes": Said(_("Comincia il verbale di «%(title)s»")),
    "start_minutes_from": Said(_("Apertura del verbale copiata da un altro incontro")),
    "write_entry": Said(_("Capoverso aggiunto al verbale di «%(title)s»")),
    "amend_entry": Said(_("Capoverso corretto nel verbale di «%(title)s»")),
    "strike_entry": Said(_("Capoverso tolto dal verbale di «%(title)s»: %(text)s")),
    "open_minutes": Said(
        _("Verbale di «%(title)s» aperto alle osservazioni fino al %(until)s"),
        public=True,
        shown={"until": day},
    ),
    "approve_minutes": Said(_("%(name)s approva il verbale")),
    "refuse_minutes": Said(_("%(name)s non approva il verbale: %(note)s")),
    "close_minutes": Said(
        _("Chiuso il verbale di «%(title)s»: approvano %(agreed)s, non approvano %(refused)s, "
          "non hanno risposto %(silent)s"),
        public=True,
    ),
    "publish_minutes": Said(_("Pubblicato il verbale di «%(title)s»"), public=True),
}  # fmt: skip
WORDING["tables.remark"] = {
    "remark": Said(_("Osservazione al verbale di %(name)s")),
    "join_remark": Said(_("%(name)s si associa all’osservazione di %(author)s")),
    "remark_accepted": Said(_("Accolta l’osservazione di %(name)s")),
    "remark_objection": Said(_("L’osservazione di %(name)s resta come obiezione")),
    "remark_withdrawn": Said(_("%(name)s ritira l’osservazione")),
}
WORDING["tables.actionitem"] = {
    "add_action": Said(_("Azione: %(text)s"), public=True),
    "action_done": Said(_("Azione fatta: %(text)s"), public=True),
    "action_dropped": Said(_("Azione lasciata: %(text)s"), public=True),
    "action_to_do": Said(_("Azione riaperta: %(text)s"), public=True),
}
# Thousands, with their positions: each is told on its own page, not among the steps of the path.
OWN.add("tables.contribution")
WORDING["tables.contribution"] = {
    "bring": Said(_("%(code)s, da %(names)s: «%(title)s»"), public=True),
    "amend": Said(_("%(code)s modificato: è la versione %(version)s"), public=True),
    "take_position": Said(
        _("%(code)s: %(name)s è %(stance)s"), public=True, shown={"stance": stance}
    ),
    "accepted": Said(_("%(code)s accolto: %(outcome_reason)s"), public=True),
    "merged": Said(_("%(code)s unito a %(whole)s: %(outcome_reason)s"), public=True),
    "deferred": Said(_("%(code)s rinviato: %(outcome_reason)s"), public=True),
    "not_accepted": Said(_("%(code)s non accolto: %(outcome_reason)s"), public=True),
    "discussed": Said(_("%(code)s torna in discussione: %(outcome_reason)s"), public=True),
    "tie_cards": Said(_("%(code)s: aggiornate le schede di cui parla")),
    "make_card": Said(_("%(code)s: ne nasce una scheda")),
}
WORDING["tables.path"] |= {
    "vote_statements": Said(_("Un ente risponde sul terreno comune: %(answers)s risposte")),
    "collect_statements": Said(
        _("Scritto quello che %(name)s dice a voce sul terreno comune: %(answers)s risposte")
    ),
    "ask_opinions": Said(_("Terreno comune: lettere agli enti, %(sent)s")),
}
WORDING["tables.statement"] = {
    "add_statement": Said(_("Terreno comune: affermazione %(number)s"), public=True),
    "close_statement": Said(_("Chiusa l’affermazione %(number)s"), public=True),
    "reopen_statement": Said(_("Riaperta l’affermazione %(number)s"), public=True),
    "hide_statement": Said(_("Tolta l’affermazione %(number)s: %(reason)s"), public=True),
}
WORDING["tables.mailedcontribution"] = {
    "propose_mailed": Said(_("Arrivata una risposta per e-mail")),
    "confirm_mailed": Said(_("La risposta per e-mail diventa %(code)s")),
    "discard_mailed": Said(_("Risposta per e-mail messa da parte: %(reason)s")),
}
WORDING["tables.contributionsheet"] = {
    "receive_sheet": Said(_("Arrivato il foglio «%(name)s»")),
    "check_sheet": Said(_("Foglio letto: %(rows)s contributi, niente da correggere")),
    "fault_sheet": Said(_("Foglio letto: %(wrong)s celle da correggere")),
    "set_unreadable": Said(_("Il foglio non si legge: %(problem)s")),
    "confirm_sheet": Said(_("Foglio confermato")),
    "apply_sheet": Said(_("Dal foglio: %(rows)s contributi")),
}
WORDING["tables.priorityvote"] = {
    "prepare": Said(_("In preparazione il voto «%(title)s»")),
    "change_vote": Said(_("Cambiato il voto «%(title)s», ancora da aprire")),
    "put_option": Said(_("Scritta l’opzione «%(option)s»")),
    "drop_option": Said(_("Tolta l’opzione «%(option)s»")),
    "open": Said(
        _("Aperto il voto «%(title)s»; sigillo del sorteggio %(commitment)s"), public=True
    ),
    "write_again": Said(_("Lettere per il voto: altre %(sent)s")),
    "cast": Said(_("Arrivata una scheda")),
    "collect": Said(_("Scheda di %(name)s raccolta allo sportello")),
    "close": Said(_("Chiuso il voto «%(title)s»"), public=True),
    "count": Said(
        _("Contato il voto «%(title)s»: opzioni scelte %(chosen)s su %(options)s"), public=True
    ),
    "cancel": Said(_("Annullato il voto «%(title)s»: %(reason)s"), public=True),
}
WORDING["tables.synthesis"] = {
    "ask_composition": Said(_("Chiesta la composizione della bozza")),
    "compose": Said(_("Bozza composta dai registri: %(added)s capoversi nuovi")),
    "add_section": Said(_("Aggiunta la sezione «%(title)s»")),
    "remove_section": Said(_("Tolta la sezione «%(title)s»")),
    "add_paragraph": Said(_("Scritto un capoverso in «%(section)s»")),
    "write_paragraph": Said(_("Corretto un capoverso in «%(section)s»: %(note)s")),
    "move_paragraph": Said(_("Spostato un capoverso in «%(section)s»: %(reason)s")),
    "remove_paragraph": Said(_("Tolto un capoverso da «%(section)s»: %(reason)s")),
    "restore_paragraph": Said(_("Ripreso un capoverso in «%(section)s»")),
    "reopen_draft": Said(_("Si torna alla bozza: %(reason)s"), public=True),
    "write_priority": Said(_("Scritta la priorità «%(title)s»")),
    "raise_priority": Said(_("Cambia l’ordine: sale «%(title)s»")),
    "drop_priority": Said(_("L’atto non riprende «%(title)s»: %(reason)s"), public=True),
    "write_report": Said(_("Scritta la relazione del responsabile")),
}
WORDING["tables.consultationremark"] = {
    "remark_synthesis": Said(_("Osservazione alla bozza, di %(name)s"), public=True),
    "accept_remark": Said(_("Accolta l’osservazione di %(name)s: %(answer)s"), public=True),
    "refuse_remark": Said(_("Non accolta l’osservazione di %(name)s: %(answer)s"), public=True),
}
