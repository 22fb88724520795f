from django.utils.translation import gettext_lazy as _

from trama.core.history import OWN, WORDING, Said

WORDING.setdefault("notices.notice", {}).update(
    {
        "appoint_panel": Said(_("Nominato il seggio"), public=True),
        "substitute": Said(_("Sostituito un componente del seggio"), public=True),
        "do_without_minutes": Said(
            _("Elenco pubblicato senza il verbale di %(outcomes)s esiti. Motivo: %(reason)s")
        ),
        "compute_checklists": Said(_("Punti calcolati: %(points)s, con le regole %(rules)s")),
    }
)
WORDING["screening.panelmember"] = {
    "declare": Said(_("Dichiarazione sui conflitti di interesse")),
    "add_conflict": Said(_("Aggiunto un conflitto di interesse")),
}
WORDING["screening.screeningcase"] = {
    "open_contents": Said(_("Domanda aperta")),
    "judge": Said(_("Giudicato il punto «%(text)s»: %(reason)s")),
    "admit": Said(_("Ammesso")),
    "notify_rejection": Said(_("Preavviso di rigetto: %(reasons)s")),
    "record_delivery": Said(_("Registrata la consegna del preavviso: %(note)s")),
    "observe": Said(_("Arrivate le osservazioni dell’ente")),
    "not_admit": Said(_("Non ammesso: %(motivation)s")),
    "reopen": Said(_("Riaperta l’istruttoria: %(reason)s")),
    "recompute": Said(_("Punti ricalcolati dai dati di oggi: cambiati %(n)s")),
    "tell_outcome": Said(_("Esito comunicato all’ente")),
}
WORDING["screening.verificationminutes"] = {
    "write_minutes": Said(_("Scritto il verbale n. %(number)s, con %(outcomes)s esiti")),
    "approve_minutes": Said(_("Verbale n. %(number)s approvato da chi era presente")),
    "conclude_minutes": Said(_("Approvato da tutti i presenti il verbale n. %(number)s")),
}
WORDING["screening.admissionlist"] = {
    "publish_list": Said(_("Pubblicato l’elenco degli ammessi e dei non ammessi"), public=True),
}
# What was judged of a body is told on its case, to whoever may open it.
OWN.add("screening.screeningcase")
