from django.urls import path

from trama.mailbox.views import links, outgoing, tray

app_name = "mailbox"
urlpatterns = [
    path("collegamenti/<slug:token>/", links.link, name="link"),
    path("scrivania/posta/", tray.tray, name="tray"),
    path("scrivania/posta/non-partite/", outgoing.failed, name="failed"),
    path(
        "scrivania/posta/non-partite/<uuid:message_uid>/",
        outgoing.failed_queue,
        name="failed_queue",
    ),
    path("scrivania/posta/<uuid:message_uid>/", tray.message, name="message"),
    path("scrivania/posta/<uuid:message_uid>/apri/", tray.message_open, name="message_open"),
    path("scrivania/posta/<uuid:message_uid>/collega/", tray.message_assign, name="message_assign"),
    path(
        "scrivania/posta/<uuid:message_uid>/metti-da-parte/",
        tray.message_set_aside,
        name="message_set_aside",
    ),
    path("scrivania/posta/<uuid:message_uid>/originale/", tray.message_raw, name="message_raw"),
    path(
        "scrivania/posta/<uuid:message_uid>/documenti/<uuid:document_uid>/",
        tray.document,
        name="document",
    ),
    path(
        "scrivania/posta/<uuid:message_uid>/documenti/<uuid:document_uid>/<int:number>/",
        tray.document_page,
        name="document_page",
    ),
    path("posta/", outgoing.outbox, name="outbox"),
    path("posta/<uuid:message_uid>/", outgoing.outbox_message, name="outbox_message"),
    path("posta/<uuid:message_uid>/lettera/", outgoing.outbox_html, name="outbox_html"),
]
