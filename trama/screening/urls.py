from django.urls import path

from trama.screening.views import board, case, observations, public, void

app_name = "screening"
urlpatterns = [
    path("avvisi/<slug:notice_code>/elenco/", public.admission_list, name="list"),
    path("avvisi/<slug:notice_code>/elenco.csv", public.list_csv, name="list_csv"),
    path("avvisi/<slug:notice_code>/elenco.json", public.list_json, name="list_json"),
    path("avvisi/<slug:notice_code>/elenco.pdf", public.list_pdf, name="list_pdf"),
    path("osservazioni/<uuid:notice_uid>/", observations.observe, name="observations"),
    path("scrivania/istruttoria/", board.home, name="home"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/", board.desk, name="desk"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/seggio/", board.appoint, name="appoint"),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/senza-domande/", void.void, name="void"),
    path(
        "scrivania/avvisi/<slug:notice_code>/istruttoria/dichiarazione/",
        board.declare,
        name="declare",
    ),
    path("scrivania/avvisi/<slug:notice_code>/istruttoria/elenco/", board.publish, name="publish"),
    path("scrivania/istruttoria/<uuid:case_uid>/", case.case, name="case"),
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
