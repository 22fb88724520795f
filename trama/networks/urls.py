from django.urls import path

from trama.networks.views import desk, handover, joining, members, public, ties, work

app_name = "networks"
CARE = "reti/<slug:code>/cura/"
MEMBER = f"{CARE}membri/<uuid:membership_uid>/"
MEETING = f"{CARE}incontri/<uuid:meeting_uid>/"
urlpatterns = [
    path("reti/", public.network_list, name="list"),
    path("reti/citta/", public.city, name="city"),
    path("reti/nuova/", desk.network_new, name="new"),
    path("reti/inviti/<uuid:membership_uid>/", joining.invitation, name="invitation"),
    path("reti/rapporti/<uuid:questionnaire_uid>/", ties.questionnaire, name="questionnaire"),
    path("reti/<slug:code>/", public.network_detail, name="detail"),
    path("reti/<slug:code>/incontri.ics", public.calendar_feed, name="calendar"),
    path("reti/<slug:code>/incontri/<uuid:meeting_uid>/", public.network_meeting, name="meeting"),
    path(
        "reti/<slug:code>/incontri/<uuid:meeting_uid>.ics",
        public.meeting_file,
        name="meeting_calendar",
    ),
    path("reti/<slug:code>/aderisci/", joining.join, name="join"),
    path(CARE, desk.desk, name="desk"),
    path(f"{CARE}scheda/", desk.edit, name="edit"),
    path(f"{CARE}discendenza/", desk.network_lineage, name="lineage"),
    path(f"{CARE}stato/<slug:name>/", desk.move, name="move"),
    path(f"{CARE}membri/nuovo/", members.member_new, name="member_new"),
    path(MEMBER, members.member, name="member"),
    path(f"{MEMBER}rifiuta/", members.member_decline, name="member_decline"),
    path(f"{MEMBER}ruoli/", members.role_new, name="role_new"),
    path(f"{MEMBER}stato/<slug:name>/", members.member_move, name="member_move"),
    path(f"{CARE}ruoli/<uuid:role_uid>/termina/", members.role_end, name="role_end"),
    path(f"{CARE}gruppi/nuovo/", work.group_new, name="group_new"),
    path(f"{CARE}gruppi/<uuid:group_uid>/", work.group_edit, name="group_edit"),
    path(f"{CARE}gruppi/<uuid:group_uid>/chiudi/", work.group_close, name="group_close"),
    path(f"{CARE}incontri/nuovo/", work.meeting_new, name="meeting_new"),
    path(MEETING, work.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}annulla/", work.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}presenze/", work.meeting_attendance, name="meeting_attendance"),
    path(f"{CARE}rapporti/apri/", ties.survey_open, name="survey_open"),
    path(f"{CARE}rapporti/ricorda/", ties.survey_remind, name="survey_remind"),
    path(f"{CARE}rapporti/chiudi/", ties.survey_close, name="survey_close"),
    path(f"{CARE}consegne/", handover.pack_ask, name="pack_ask"),
    path(f"{CARE}consegne/<uuid:pack_uid>/", handover.pack_take, name="pack_take"),
    path("scrivania/reti/", desk.home, name="home"),
]
