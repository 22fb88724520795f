from django.urls import path

from trama.tables.urls.paths import PATH
from trama.tables.views import ground

GROUND = f"{PATH}terreno-comune/"
STATEMENT = f"{GROUND}<uuid:statement_uid>/"

urlpatterns = [
    path(GROUND, ground.ground, name="ground"),
    path(f"{GROUND}risposte.csv", ground.ground_votes, name="ground_votes"),
    path(f"{GROUND}nuova/", ground.ground_new, name="ground_new"),
    path(f"{GROUND}chiedi/", ground.ground_ask, name="ground_ask"),
    path("tavoli/terreno-comune/<uuid:participant_uid>/", ground.ground_vote, name="ground_vote"),
    path(f"{STATEMENT}togli/", ground.ground_hide, name="ground_hide"),
    path(f"{STATEMENT}<slug:name>/", ground.ground_end, name="ground_end"),
]
