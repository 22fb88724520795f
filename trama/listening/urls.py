from django.urls import path

from trama.listening.views import campaigns, entrusting, moderation, paper, public, speaking

app_name = "listening"
WORK = "ascolto/lavoro/"
SIGNAL = f"{WORK}<uuid:signal_uid>/"
CAMPAIGN = "ascolto/campagne/<slug:code>/"
urlpatterns = [
    path("ascolto/", public.home, name="home"),
    path("ascolto/segnalazioni.csv", public.counts, name="counts"),
    path("ascolto/parole/", public.words, name="words"),
    path("ascolto/segnala/", speaking.speak, name="speak"),
    path("ascolto/ricevute/<str:receipt>/", speaking.receipt, name="receipt"),
    path("ascolto/recapiti/<uuid:contact_uid>/", speaking.contact, name="contact"),
    path(
        "ascolto/recapiti/<uuid:contact_uid>/<slug:name>/",
        speaking.contact_act,
        name="contact_act",
    ),
    path("ascolto/campagne/nuova/", campaigns.campaign_new, name="campaign_new"),
    path(CAMPAIGN, public.campaign, name="campaign"),
    path(f"{CAMPAIGN}parole/", public.words, name="campaign_words"),
    path(f"{CAMPAIGN}segnala/", speaking.speak, name="campaign_speak"),
    path(f"{CAMPAIGN}modifica/", campaigns.campaign_edit, name="campaign_edit"),
    path(f"{CAMPAIGN}stato/<slug:name>/", campaigns.campaign_move, name="campaign_move"),
    path(WORK, moderation.queue, name="queue"),
    path(f"{WORK}insieme/", moderation.together, name="together"),
    path(f"{WORK}registro/", moderation.log, name="log"),
    path(f"{WORK}affidamenti/", entrusting.entrustments, name="entrustments"),
    path(f"{WORK}affidamenti/<uuid:entrustment_uid>/revoca/", entrusting.withdraw, name="withdraw"),
    path(f"{WORK}per-altri/", speaking.for_another, name="for_another"),
    path(f"{WORK}fogli/nuovo/", paper.round_new, name="round_new"),
    path(f"{WORK}fogli/<uuid:round_uid>/", paper.paper_round, name="round"),
    path(f"{WORK}fogli/<uuid:round_uid>/<slug:name>/", paper.round_act, name="round_act"),
    path(SIGNAL, moderation.signal, name="signal"),
    path(f"{SIGNAL}accogli/", moderation.write, {"act": "accept"}, name="accept"),
    path(f"{SIGNAL}testo/", moderation.write, {"act": "reword"}, name="reword"),
    path(f"{SIGNAL}rifiuta/", moderation.write, {"act": "refuse"}, name="refuse"),
    path(f"{SIGNAL}tema-e-luogo/", moderation.write, {"act": "place"}, name="place"),
    path(f"{SIGNAL}passi/", moderation.write, {"act": "tell"}, name="tell"),
    path(f"{SIGNAL}gruppo/", moderation.gather, name="gather"),
    path(f"{SIGNAL}stato/<slug:name>/", moderation.move, name="move"),
]
