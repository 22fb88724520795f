from django.urls import path

from trama.notices.views import acts, desk, editing, public

app_name = "notices"
urlpatterns = [
    path("avvisi/", public.notice_list, name="list"),
    path("avvisi/calendario.ics", public.notice_calendar, name="calendar"),
    path("avvisi/<slug:code>/", public.notice_detail, name="detail"),
    path("avvisi/<slug:code>/pdf/", public.notice_pdf, name="pdf"),
    path("scrivania/avvisi/", desk.office_list, name="office_list"),
    path("scrivania/avvisi/nuovo/", desk.new, name="new"),
    path("scrivania/avvisi/<slug:code>/", desk.desk, name="desk"),
    path("scrivania/avvisi/<slug:code>/dati/", editing.edit, name="edit"),
    path("scrivania/avvisi/<slug:code>/atti/<slug:name>/", acts.act, name="act"),
    path(
        "scrivania/avvisi/<slug:code>/parti/<slug:key>/aggiungi/",
        editing.add_part,
        name="add_part",
    ),
    path(
        "scrivania/avvisi/<slug:code>/parti/<slug:key>/<int:number>/",
        editing.edit_part,
        name="edit_part",
    ),
    path(
        "scrivania/avvisi/<slug:code>/parti/<slug:key>/<int:number>/togli/",
        editing.remove_part,
        name="remove_part",
    ),
    path(
        "scrivania/avvisi/<slug:code>/parti/<slug:key>/<int:number>/sposta/",
        editing.move_part,
        name="move_part",
    ),
]
