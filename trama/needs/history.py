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
