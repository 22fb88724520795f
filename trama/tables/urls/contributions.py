from django.urls import path

from trama.tables.urls.paths import MEETING, PATH
from trama.tables.views import bringing, contributions, deciding, tied_cards

ALL = f"{PATH}contributi/"
ONE = f"{ALL}<int:number>/"

urlpatterns = [
    path(ALL, contributions.contribution_list, name="contributions"),
    path(f"{PATH}contributi.csv", contributions.contributions_csv, name="contributions_csv"),
    path(f"{ALL}nuovo/", bringing.contribution_new, name="contribution_new"),
    path(f"{ALL}simili/", bringing.contribution_similar, name="contribution_similar"),
    path(f"{ALL}esiti/", deciding.decide_several, name="contributions_decide"),
    path(ONE, contributions.contribution_page, name="contribution"),
    path(f"{ONE}allegato/", contributions.attachment, name="contribution_attachment"),
    path(f"{ONE}modifica/", bringing.contribution_edit, name="contribution_edit"),
    path(f"{ONE}posizione/", bringing.position, name="contribution_position"),
    path(f"{ONE}posizione/per-conto/", bringing.position_for, name="contribution_position_for"),
    path(f"{ONE}esito/", deciding.decide_one, name="contribution_decide"),
    path(f"{ONE}schede/", tied_cards.tied_cards, name="contribution_cards"),
    path(f"{ONE}schede/nuova/", tied_cards.card_new, name="contribution_card_new"),
    path(f"{MEETING}contributi/nuovo/", bringing.contribution_spoken, name="contribution_spoken"),
]
