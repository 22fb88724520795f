from django.urls import path

from trama.needs.views import pulse

urlpatterns = [
    path("disponibilita/<uuid:ask_uid>/", pulse.month, name="pulse_month"),
    path("disponibilita/<uuid:ask_uid>/lettere/", pulse.stop, name="pulse_stop"),
    path("risorse/<uuid:resource_uid>/posti/", pulse.report, name="resource_report"),
]
