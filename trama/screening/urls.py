from django.urls import path

from trama.screening.views import (
    board,
    case,
    listing,
    minutes,
    observations,
    panel,
    public,
    void,
)

app_name = "screening"
urlpatterns = [
    path("avvisi/<slug:notice_code>/elenco/", public.admission_list, name="list"),
    path("avvisi/<slug:notice_code>/elenco.csv", public.list_csv, name="list_csv"),
    path("avvisi/<slug:notice_code>/elenco.json", public.list_json, name="list_json"),
    path("avvisi/<slug:notice_code>/elenco.pdf", public.list_pdf, name="list_pdf"),
    path("osservazioni/<uuid:notice_uid>/", observations.observe, name="observations"),
    path("scrivania/istruttoria/", board.home, name="home"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/", board.desk, name="desk"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/seggio/", panel.appoint, name="appoint"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/senza-domande/", void.void, name="void"),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/dichiarazione/",
        panel.declare,
        name="declare",
    ),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/elenco/", listing.publish, name="publish"
    ),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/seggio/<uuid:member_uid>/sostituisci/",
        panel.substitute,
        name="substitute",
    ),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/verbali/",
        minutes.minutes_list,
        name="minutes_list",
    ),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/verbali/scrivi/",
        minutes.minutes_write,
        name="minutes_write",
    ),
    path("scrivania/verbali/<uuid:minutes_uid>/", minutes.minutes, name="minutes"),
    path(
        "scrivania/verbali/<uuid:minutes_uid>/approva/",
        minutes.minutes_approve,
        name="minutes_approve",
    ),
    path("scrivania/istruttoria/<uuid:case_uid>/", case.case, name="case"),
    path("scrivania/istruttoria/<uuid:case_uid>/ricalcola/", case.recompute, name="recompute"),
    path("scrivania/istruttoria/<uuid:case_uid>/apri/", case.open_contents, name="open"),
    path("scrivania/istruttoria/<uuid:case_uid>/punti/<uuid:item_uid>/", case.judge, name="judge"),
    path("scrivania/istruttoria/<uuid:case_uid>/atti/<slug:name>/", case.act, name="act"),
    path(
        "scrivania/istruttoria/<uuid:case_uid>/documenti/<uuid:document_uid>/",
        case.document,
        name="document",
    ),
    path(
        "scrivania/istruttoria/<uuid:case_uid>/documenti/<uuid:document_uid>/<int:number>/",
        case.page,
        name="page",
    ),
]
