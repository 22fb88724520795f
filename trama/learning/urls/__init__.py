from trama.learning.urls import glossary, lab, practices

app_name = "learning"
urlpatterns = [*glossary.urlpatterns, *lab.urlpatterns, *practices.urlpatterns]
