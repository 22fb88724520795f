from django.utils.translation import gettext_lazy as _

from trama.core.history import WORDING, Said

WORDING["notices.notice"] = {
    "create": Said(_("Cominciata la bozza dell’avviso")),
    "edit_data": Said(_("Cambiati i dati della bozza")),
    "edit_text": Said(_("Cambiato il testo della bozza")),
    "edit_requirements": Said(_("Cambiati i requisiti")),
    "edit_questions": Said(_("Cambiate le domande del modulo")),
    "edit_documents": Said(_("Cambiati i documenti da allegare")),
    "send_to_legal_check": Said(_("Avviso mandato al controllo legale")),
    "return_to_draft": Said(_("Avviso tornato in bozza: %(reason)s")),
    "adopt": Said(_("Avviso adottato con %(act)s"), public=True),
    "publish": Said(_("Avviso pubblicato, scadenza %(deadline)s"), public=True),
    "close": Said(_("Chiuso il termine per le domande"), public=True),
    "extend": Said(
        _("Scadenza prorogata con %(act)s: %(deadline)s. Motivo: %(reason)s"), public=True
    ),
    "begin_amendment": Said(_("Cominciata una rettifica, %(draft)s")),
    "amend": Said(_("Avviso rettificato con %(act)s (%(what)s). Motivo: %(reason)s"), public=True),
    "merge": Said(_("Rettifica adottata con %(act)s")),
    "drop": Said(_("Rettifica abbandonata: %(reason)s")),
    "suspend": Said(_("Avviso sospeso fino al %(until)s con %(act)s: %(reason)s"), public=True),
    "resume_at_term": Said(
        _("Finita la sospensione: l’avviso riprende, scadenza %(deadline)s"), public=True
    ),
    "resume": Said(
        _("Avviso riaperto con %(act)s, scadenza %(deadline)s: %(reason)s"), public=True
    ),
    "revoke": Said(_("Avviso revocato con %(act)s: %(reason)s"), public=True),
    "annul_by_court": Said(_("Avviso annullato dal giudice: %(act)s. %(reason)s"), public=True),
    "start_screening": Said(_("Cominciata l’istruttoria"), public=True),
    "void": Said(_("Procedimento chiuso senza domande con %(act)s"), public=True),
    "open_tables": Said(_("Aperti i tavoli"), public=True),
    "conclude": Said(_("Procedimento concluso con %(act)s"), public=True),
}
