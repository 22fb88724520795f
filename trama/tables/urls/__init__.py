from trama.tables.urls import channels, contributions, ground, minutes, paths, synthesis, votes

app_name = "paths"
urlpatterns = [
    *paths.urlpatterns,
    *minutes.urlpatterns,
    *contributions.urlpatterns,
    *ground.urlpatterns,
    *channels.urlpatterns,
    *votes.urlpatterns,
    *synthesis.urlpatterns,
]
