from django.urls import path

from trama.programming.views import acts, lists

app_name = "programming"
urlpatterns = [
    path("programmazione/", acts.act_list, name="list"),
    path("programmazione/nuovo/", acts.act_new, name="new"),
    path("programmazione/<slug:code>/", acts.act_detail, name="detail"),
    path("programmazione/<slug:code>/scheda/", acts.act_edit, name="edit"),
    path("scrivania/elenchi/", lists.home, name="lists"),
    path("scrivania/elenchi/<slug:name>/", lists.entry_list, name="entries"),
    path("scrivania/elenchi/<slug:name>/<slug:code>/", lists.entry_edit, name="entry"),
    path("scrivania/elenchi/<slug:name>/<slug:code>/ritira/", lists.entry_retire, name="retire"),
]
