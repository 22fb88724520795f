from django.urls import path

from trama.learning.views import library, practices

PRACTICE = "pratiche/schede/<uuid:practice_uid>/"
ITEM = "pratiche/modelli/<uuid:item_uid>/"

urlpatterns = [
    path("pratiche/", practices.practice_list, name="practices"),
    path("pratiche/proponi/", practices.practice_new, name="practice_new"),
    path(PRACTICE, practices.practice, name="practice"),
    path(f"{PRACTICE}<slug:name>/", practices.practice_act, name="practice_act"),
    path("pratiche/modelli/", library.item_list, name="library"),
    path("pratiche/modelli/nuovo/<slug:kind>/", library.item_new, name="item_new"),
    path("pratiche/modelli/usi/<uuid:use_uid>/", library.use_result, name="use_result"),
    path(ITEM, library.item, name="item"),
    path(f"{ITEM}usa/", library.item_use, name="item_use"),
    path(f"{ITEM}migliora/", library.item_improve, name="item_improve"),
    path(f"{ITEM}commenta/", library.item_comment, name="item_comment"),
    path(f"{ITEM}ritira/", library.item_retire, name="item_retire"),
]
