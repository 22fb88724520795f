from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["learning.term"] = {
    "propose": Said(_("Proposta da %(who)s"), public=True),
    "start": Said(_("Messa nel glossario, con una spiegazione da cui partire"), public=True),
    "define": Said(_("Definita da %(who)s"), public=True),
    "consent": Said(_("Consenso di %(who)s alle due definizioni"), public=True),
    "agree": Said(_("Consenso di %(who)s: le due parti sono d’accordo"), public=True),
    "withdraw_consent": Said(_("%(who)s ha ritirato il consenso"), public=True),
    "contest": Said(_("Contesa da %(who)s"), public=True),
    "discuss_again": Said(_("Tornata in discussione, su richiesta di %(who)s"), public=True),
    "publish": Said(_("Pubblicata la versione %(number)s"), public=True),
    "revise": Said(_("Aperta la revisione, su richiesta di %(who)s"), public=True),
    "drop": Said(_("Chiusa senza una nuova versione"), public=True),
    "remark": Said(_("Osservazione di %(who)s"), public=True),
    "describe": Said(_("Corrette la scheda e le forme della voce"), public=True),
}
WORDING["learning.usagereading"] = {
    "read_year": Said(_("Lette le parole dei verbali del %(year)s"), public=True),
}
WORDING["learning.course"] = {
    "design": Said(_("Preparato il percorso «%(title)s»")),
    "redesign": Said(_("Cambiato il percorso «%(title)s»")),
    "name_trainers": Said(_("Nominati i formatori: %(number)s")),
    "name_terms": Said(_("Parole del glossario su cui si è lavorato: %(words)s"), public=True),
    "open_enrolment": Said(_("Aperte le candidature"), public=True),
    "start": Said(_("Il percorso comincia con %(number)s persone"), public=True),
    "close": Said(_("Il percorso è concluso: %(number)s persone l’hanno completato"), public=True),
    "follow_up": Said(_("Si guarda che cosa è cambiato"), public=True),
    "write_to_all": Said(_("Lettera a chi partecipa, «%(title)s»: %(number)s mandate")),
    "write_questions": Said(_("Scritte %(number)s domande")),
    "open_questionnaire": Said(_("Partito il questionario «%(moment)s»: %(number)s lettere")),
    "forget_pairing": Said(_("Cancellato il segreto che appaiava le risposte"), public=True),
    "forget_people": Said(
        _(
            "Cancellati i nomi di chi non ha mai frequentato: %(people)s; le coppie che già "
            "lavoravano insieme: %(pairs)s"
        )
    ),
}
WORDING["learning.enrolment"] = {
    "nominate": Said(_("Candidatura di %(who)s")),
    "call": Said(_("Chiamata una persona di %(who)s")),
    "write_again": Said(_("Scritto di nuovo a una persona di %(who)s")),
    "accept": Said(_("Una persona di %(who)s ha accettato")),
    "attend": Said(_("Una persona frequenta")),
    "drop": Said(_("Una persona di %(who)s si è ritirata")),
    "complete": Said(_("Una persona ha concluso")),
    "not_in": Said(_("Una persona non è entrata: il percorso è finito")),
    "not_complete": Said(_("Una persona non ha raggiunto le ore")),
    "declare": Said(_("Dichiarate persone che lavorano già insieme: %(number)s")),
}
WORDING["learning.grouping"] = {
    "ask_groups": Said(_("Chiesti %(number)s gruppi")),
    "propose_groups": Said(_("Gruppi proposti dal calcolo")),
    "fail_groups": Said(_("I gruppi non si possono fare: %(problem)s")),
    "move_person": Said(_("Una persona dal gruppo %(from)s al gruppo %(to)s")),
    "adopt_groups": Said(_("Gruppi in vigore")),
    "replace_groups": Said(_("Gruppi sostituiti")),
}
WORDING["learning.session"] = {
    "plan_session": Said(_("In calendario la sessione «%(title)s»"), public=True),
    "change_session": Said(_("Cambiata la sessione «%(title)s»"), public=True),
    "cancel_session": Said(_("Annullata la sessione «%(title)s»"), public=True),
    "hold_session": Said(_("Tenuta la sessione «%(title)s»"), public=True),
    "attend_session": Said(_("Una presenza con il codice a «%(title)s»")),
    "record_list": Said(_("Presenze a «%(title)s»: %(present)s")),
    "add_material": Said(_("Materiale: %(title)s")),
    "set_exercise": Said(_("Esercizio: %(title)s")),
    "deliver": Said(_("Consegna del gruppo %(group)s per «%(title)s»")),
}
WORDING["learning.certificate"] = {
    "issue": Said(_("Rilasciato l’attestato n. %(number)s")),
    "revoke": Said(_("Revocato l’attestato n. %(number)s")),
}
WORDING["learning.practice"] = {
    "propose": Said(_("Pratica proposta da %(who)s: %(title)s"), public=True),
    "try": Said(_("La pratica si prova: %(tested_where)s"), public=True),
    "adopt": Said(_("Pratica adottata: %(title)s"), public=True),
    "reject": Said(_("Pratica respinta: %(title)s"), public=True),
    "tell_result": Said(_("Scritto il risultato della pratica"), public=True),
}
WORDING["learning.libraryitem"] = {
    "keep_template": Said(_("Nuovo modello: %(title)s"), public=True),
    "replace": Said(_("C’è una versione nuova di: %(title)s"), public=True),
    "improve": Said(_("Versione %(version)s di %(title)s: %(change)s"), public=True),
    "retire": Said(_("Ritirato il modello: %(title)s"), public=True),
    "comment": Said(_("Commento di %(who)s"), public=True),
    "use": Said(_("Usato da %(who)s per: %(what_for)s"), public=True),
    "tell_use": Said(_("Scritto com’è andata: %(what_for)s"), public=True),
}
