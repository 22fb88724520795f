from django.urls import path

from trama.applications import views

app_name = "applications"
urlpatterns = [
    path("domande/", views.mine, name="mine"),
    path("avvisi/<slug:notice_code>/domanda/", views.start, name="start"),
    path("domande/<uuid:application_uid>/", views.detail, name="detail"),
    path("domande/<uuid:application_uid>/risposte/", views.answers, name="answers"),
    path("domande/<uuid:application_uid>/esperienze/", views.experiences, name="experiences"),
    path(
        "domande/<uuid:application_uid>/esperienze/riprendi/",
        views.take_experiences,
        name="take_experiences",
    ),
    path(
        "domande/<uuid:application_uid>/esperienze/<uuid:experience_uid>/",
        views.experience,
        name="experience",
    ),
    path(
        "domande/<uuid:application_uid>/esperienze/<uuid:experience_uid>/togli/",
        views.remove_experience,
        name="remove_experience",
    ),
    path("domande/<uuid:application_uid>/documenti/", views.documents, name="documents"),
    path(
        "domande/<uuid:application_uid>/documenti/<uuid:document_uid>/",
        views.document,
        name="document",
    ),
    path(
        "domande/<uuid:application_uid>/documenti/<uuid:document_uid>/togli/",
        views.detach,
        name="detach",
    ),
    path("domande/<uuid:application_uid>/anteprima/", views.preview, name="preview"),
    path("domande/<uuid:application_uid>/firma/", views.sign, name="sign"),
    path("domande/<uuid:application_uid>/firma/file/", views.upload_signed, name="upload_signed"),
    path("domande/<uuid:application_uid>/modulo/", views.form_pdf, name="form"),
    path("domande/<uuid:application_uid>/ricevuta/", views.receipt, name="receipt"),
    path("domande/<uuid:application_uid>/ritira/", views.withdraw, name="withdraw"),
    path("domande/<uuid:application_uid>/conferma/", views.confirm, name="confirm"),
    path("domande/<uuid:application_uid>/sostituisci/", views.replace, name="replace"),
]
