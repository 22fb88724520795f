from django.urls import path

from trama.learning.views.lab import desk, groups, mine, public, questionnaires, sessions

COURSE = "laboratorio/<slug:code>/"
DESK = f"{COURSE}lavoro/"
GROUPING = f"{DESK}gruppi/<uuid:grouping_uid>/"
SESSION = f"{DESK}sessioni/<uuid:session_uid>/"
MINE = "laboratorio/iscrizioni/<uuid:enrolment_uid>/"

urlpatterns = [
    path("laboratorio/", public.course_list, name="lab"),
    path("laboratorio/nuovo/", desk.course_new, name="course_new"),
    path("laboratorio/attestati/", public.certificate_find, name="certificate_find"),
    path("laboratorio/attestati/<slug:code>/", public.certificate, name="certificate"),
    path(MINE, mine.enrolment, name="enrolment"),
    path(f"{MINE}risposta/", mine.enrolment_answer, name="enrolment_answer"),
    path(f"{MINE}presenza/<uuid:session_uid>/", mine.enrolment_attend, name="enrolment_attend"),
    path(f"{MINE}conosco/", mine.enrolment_knows, name="enrolment_knows"),
    path(f"{MINE}esercizi/<uuid:exercise_uid>/", mine.exercise, name="exercise"),
    path(
        f"{MINE}materiali/<uuid:material_uid>/",
        mine.enrolment_material,
        name="enrolment_material",
    ),
    path(f"{MINE}attestato/", mine.enrolment_certificate, name="enrolment_certificate"),
    path(f"{MINE}domande/<slug:name>/", mine.questionnaire, name="questionnaire"),
    path(COURSE, public.course, name="course"),
    path(f"{COURSE}calendario.ics", public.course_calendar, name="course_calendar"),
    path(f"{COURSE}risultati/", public.results, name="results"),
    path(f"{COURSE}candida/", public.course_nominate, name="nominate"),
    path(DESK, desk.course_desk, name="course_desk"),
    path(f"{DESK}modifica/", desk.course_edit, name="course_edit"),
    path(f"{DESK}formatori/", desk.course_trainers, name="course_trainers"),
    path(f"{DESK}parole/", desk.course_terms, name="course_terms"),
    path(f"{DESK}passo/<slug:name>/", desk.course_step, name="course_step"),
    path(
        f"{DESK}iscritti/<uuid:enrolment_uid>/ritira/", desk.enrolment_drop, name="enrolment_drop"
    ),
    path(
        f"{DESK}iscritti/<uuid:enrolment_uid>/scrivi/",
        desk.enrolment_write,
        name="enrolment_write",
    ),
    path(f"{DESK}lettera/", desk.course_letter, name="course_letter"),
    path(f"{DESK}attestati/", desk.certificates_issue, name="certificates_issue"),
    path(
        f"{DESK}attestati/<uuid:certificate_uid>/revoca/",
        desk.certificate_revoke,
        name="certificate_revoke",
    ),
    path(f"{DESK}gruppi/", groups.groups_ask, name="groups_ask"),
    path(GROUPING, groups.grouping, name="grouping"),
    path(f"{GROUPING}adotta/", groups.grouping_adopt, name="grouping_adopt"),
    path(f"{DESK}sessioni/nuova/", sessions.session_new, name="session_new"),
    path(SESSION, sessions.session, name="session"),
    path(f"{SESSION}modifica/", sessions.session_edit, name="session_edit"),
    path(f"{SESSION}annulla/", sessions.session_cancel, name="session_cancel"),
    path(f"{SESSION}tenuta/", sessions.session_hold, name="session_hold"),
    path(f"{SESSION}materiali/", sessions.material_new, name="material_new"),
    path(f"{SESSION}esercizi/", sessions.exercise_new, name="exercise_new"),
    path(f"{DESK}materiali/<uuid:material_uid>/", sessions.material_file, name="material_file"),
    path(
        f"{DESK}consegne/<uuid:deliverable_uid>/",
        sessions.deliverable_file,
        name="deliverable_file",
    ),
    path(f"{DESK}questionari/", questionnaires.questionnaires, name="questionnaires"),
    path(
        f"{DESK}questionari/<slug:name>/",
        questionnaires.questionnaire_open,
        name="questionnaire_open",
    ),
]
