from django.urls import path

from trama.tables.urls.paths import DESK, PATH
from trama.tables.views import conclusion, consultation, drafting, synthesis

WORK = f"{DESK}sintesi/"
SECTION = f"{WORK}sezioni/<uuid:section_uid>/"
PARAGRAPH = f"{WORK}capoversi/<uuid:paragraph_uid>/"
PRIORITIES = f"{DESK}priorita/"
PRIORITY = f"{PRIORITIES}<uuid:priority_uid>/"
DOCUMENT = f"{PATH}documenti/<uuid:document_uid>"

urlpatterns = [
    path(f"{PATH}sintesi/", synthesis.synthesis_page, name="synthesis"),
    path(f"{DOCUMENT}/", synthesis.document_page, name="document"),
    path(f"{DOCUMENT}.pdf", synthesis.document_pdf, name="document_pdf"),
    path(
        "tavoli/consultazioni/<uuid:participant_uid>/",
        consultation.consultation,
        name="consultation",
    ),
    path(WORK, drafting.synthesis_desk, name="synthesis_desk"),
    path(f"{WORK}componi/", drafting.synthesis_compose, name="synthesis_compose"),
    path(f"{WORK}sezioni/nuova/", drafting.section_new, name="section_new"),
    path(f"{WORK}sezioni/copia/", drafting.section_copy, name="section_copy"),
    path(f"{SECTION}togli/", drafting.section_remove, name="section_remove"),
    path(f"{SECTION}capoversi/nuovo/", drafting.paragraph_new, name="paragraph_new"),
    path(PARAGRAPH, drafting.paragraph_edit, name="paragraph_edit"),
    path(f"{PARAGRAPH}sposta/", drafting.paragraph_move, name="paragraph_move"),
    path(f"{PARAGRAPH}togli/", drafting.paragraph_remove, name="paragraph_remove"),
    path(f"{PARAGRAPH}riprendi/", drafting.paragraph_restore, name="paragraph_restore"),
    path(f"{WORK}consultazione/", consultation.consultation_open, name="consultation_open"),
    path(f"{WORK}bozza/", consultation.synthesis_reopen, name="synthesis_reopen"),
    path(f"{WORK}definitiva/", consultation.synthesis_finalize, name="synthesis_finalize"),
    path(
        f"{WORK}osservazioni/nuova/",
        consultation.synthesis_remark_for,
        name="synthesis_remark_for",
    ),
    path(
        f"{WORK}osservazioni/<uuid:remark_uid>/",
        consultation.synthesis_answer,
        name="synthesis_answer",
    ),
    path(PRIORITIES, conclusion.priorities, name="priorities"),
    path(f"{PRIORITIES}nuova/", conclusion.priority_new, name="priority_new"),
    path(PRIORITY, conclusion.priority_edit, name="priority_edit"),
    path(f"{PRIORITY}su/", conclusion.priority_raise, name="priority_raise"),
    path(f"{PRIORITY}fuori/", conclusion.priority_drop, name="priority_drop"),
    path(f"{DESK}relazione/", conclusion.report, name="report"),
    path(f"{DESK}atto/", conclusion.adopt, name="adopt"),
    path(f"{DESK}programmazione/", conclusion.feed, name="feed"),
]
