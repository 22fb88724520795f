from trama.tables.urls import paths

app_name = "paths"
urlpatterns = [*paths.urlpatterns]
