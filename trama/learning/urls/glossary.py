from django.urls import path

from trama.learning.views import acts, exchange, reading, usage, writing

VOICE = "glossario/voci/<slug:slug>/"

urlpatterns = [
    path("glossario/", reading.term_list, name="terms"),
    path("glossario/per-intero/", reading.whole, name="whole"),
    path("glossario/skos.rdf", exchange.skos, name="skos"),
    path("glossario/importa/", exchange.skos_import, name="skos_import"),
    path("glossario/lavoro/", reading.work, name="work"),
    path("glossario/proponi/", writing.term_new, name="term_new"),
    path("glossario/uso/", usage.usage, name="usage"),
    path("glossario/uso/<int:year>/", usage.usage_year, name="usage_year"),
    path("glossario/uso/<int:year>/parole.csv", usage.usage_table, name="usage_table"),
    path(VOICE, reading.term, name="term"),
    path(f"{VOICE}scheda/", writing.term_edit, name="term_edit"),
    path(f"{VOICE}definizione/", writing.define, name="define"),
    path(f"{VOICE}osserva/", writing.remark, name="remark"),
    path(f"{VOICE}contesta/", writing.contest, name="contest"),
    path(f"{VOICE}rivedi/", writing.revise, name="revise"),
    path(f"{VOICE}consenso/", acts.consent, name="consent"),
    path(f"{VOICE}consenso/ritira/", acts.withdraw_consent, name="withdraw_consent"),
    path(f"{VOICE}discuti/", acts.discuss_again, name="discuss_again"),
    path(f"{VOICE}pubblica/", acts.publish, name="publish"),
    path(f"{VOICE}chiudi/", acts.drop, name="drop"),
]
