from django.urls import path

from trama.tables.urls.paths import MEETING
from trama.tables.views import answers, minutes

MINUTES = f"{MEETING}verbale/"
ENTRY = f"{MINUTES}capoversi/<uuid:entry_uid>/"
ANSWER = "tavoli/verbali/<uuid:attendance_uid>/"

urlpatterns = [
    path(MINUTES, minutes.minutes_page, name="minutes"),
    path(f"{MINUTES}comincia/", minutes.minutes_begin, name="minutes_begin"),
    path(f"{MINUTES}scrivi/", minutes.minutes_write, name="minutes_write"),
    path(f"{MINUTES}contributo/", minutes.minutes_take_down, name="minutes_take_down"),
    path(f"{MINUTES}parti-da/", minutes.minutes_start, name="minutes_start"),
    path(f"{MINUTES}apri/", minutes.minutes_open, name="minutes_open"),
    path(f"{MINUTES}pubblica/", minutes.minutes_publish, name="minutes_publish"),
    path(ENTRY, minutes.entry_amend, name="entry_amend"),
    path(f"{ENTRY}togli/", minutes.entry_strike, name="entry_strike"),
    path(f"{MINUTES}osservazioni/<uuid:remark_uid>/", minutes.remark_decide, name="remark_decide"),
    path(ANSWER, answers.minutes_answer, name="minutes_answer"),
    path(f"{ANSWER}capoversi/<uuid:entry_uid>/", answers.remark_new, name="remark_new"),
    path(
        f"{ANSWER}osservazioni/<uuid:remark_uid>/<slug:name>/",
        answers.remark_side,
        name="remark_side",
    ),
]
