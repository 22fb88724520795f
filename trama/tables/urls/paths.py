from django.urls import path

from trama.tables.views import convening, desk, invitations, meetings, paths, room

PATH = "tavoli/<slug:code>/"
DESK = f"{PATH}lavoro/"
TABLE = f"{PATH}tavolo/<uuid:table_uid>/"
MEETING = f"{PATH}incontri/<uuid:meeting_uid>/"

urlpatterns = [
    path("tavoli/", paths.path_list, name="list"),
    path("tavoli/inviti/<uuid:invitation_uid>/", invitations.invitation, name="invitation"),
    path("tavoli/inviti/<uuid:invitation_uid>/presenza/", invitations.attend, name="attend"),
    path("tavoli/tre-domande/<uuid:attendance_uid>/", invitations.survey, name="survey"),
    path(PATH, paths.path_page, name="path"),
    path(f"{PATH}calendario.ics", paths.calendar_feed, name="calendar"),
    path(f"{PATH}apri/", desk.path_open, name="open"),
    path(DESK, desk.desk, name="desk"),
    path(f"{DESK}partecipanti/nuovo/", desk.participant_new, name="participant_new"),
    path(f"{DESK}partecipanti/riammetti/", desk.participant_readmit, name="participant_readmit"),
    path(
        f"{DESK}partecipanti/<uuid:participant_uid>/<slug:name>/",
        desk.participant_move,
        name="participant_move",
    ),
    path(f"{DESK}ferma/<slug:name>/", desk.path_stop, name="stop"),
    path(f"{DESK}riprendi/", desk.path_resume, name="resume"),
    path(f"{DESK}fase/<slug:name>/", desk.path_advance, name="advance"),
    path(f"{DESK}tavoli/nuovo/", convening.table_new, name="table_new"),
    path(TABLE, paths.table_page, name="table"),
    path(f"{TABLE}modifica/", convening.table_edit, name="table_edit"),
    path(f"{TABLE}incontri/nuovo/", convening.meeting_new, name="meeting_new"),
    path(MEETING, meetings.meeting_page, name="meeting"),
    path(f"{MEETING}incontro.ics", meetings.meeting_file, name="meeting_file"),
    path(f"{MEETING}modifica/", convening.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}annulla/", convening.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}invita/", convening.meeting_invite, name="meeting_invite"),
    path(f"{MEETING}tenuto/", convening.meeting_hold, name="meeting_hold"),
    path(f"{MEETING}presenze/", room.attendance, name="attendance"),
    path(f"{MEETING}inviti/<uuid:invitation_uid>/per-conto/", room.answer_for, name="answer_for"),
    path(f"{MEETING}parcheggio/", room.park, name="park"),
    path(f"{MEETING}parcheggio/<uuid:issue_uid>/", room.parked_end, name="parked_end"),
    path(f"{MEETING}azioni/", room.action_new, name="action_new"),
    path(f"{MEETING}azioni/<uuid:action_uid>/", room.action_end, name="action_end"),
    path(f"{MEETING}tre-domande/", room.survey_reply, name="survey_reply"),
]
