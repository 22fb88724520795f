from django.urls import path

from trama.ledger import views

app_name = "ledger"
urlpatterns = [
    path("atti/<uuid:uid>/", views.public_document, name="public_document"),
]
