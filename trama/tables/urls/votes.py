from django.urls import path

from trama.tables.urls.paths import DESK, PATH
from trama.tables.views import polling, votes

VOTE = f"{PATH}priorita/<uuid:vote_uid>/"
OPTION = f"{VOTE}opzioni/<uuid:option_uid>/"

urlpatterns = [
    path(f"{DESK}priorita/nuovo/", polling.vote_new, name="vote_new"),
    path(VOTE, votes.vote_page, name="vote"),
    path(f"{VOTE}esito.json", votes.vote_file, name="vote_file"),
    path(f"{VOTE}schede.csv", votes.ballots_file, name="ballots_file"),
    path("tavoli/schede/<uuid:vote_uid>/<uuid:participant_uid>/", votes.ballot, name="ballot"),
    path(f"{VOTE}modifica/", polling.vote_edit, name="vote_edit"),
    path(f"{VOTE}opzioni/nuova/", polling.option_new, name="option_new"),
    path(f"{OPTION}modifica/", polling.option_edit, name="option_edit"),
    path(f"{OPTION}togli/", polling.option_drop, name="option_drop"),
    path(f"{VOTE}apri/", polling.vote_open, name="vote_open"),
    path(f"{VOTE}lettere/", polling.vote_write, name="vote_write"),
    path(f"{VOTE}annulla/", polling.vote_cancel, name="vote_cancel"),
    path(f"{VOTE}sportello/<uuid:participant_uid>/", polling.vote_collect, name="vote_collect"),
]
