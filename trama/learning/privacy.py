from trama.core.privacy import REGISTER, After, Declaration
from trama.learning import models as m
from trama.learning.models import (
    Consent,
    Definition,
    Term,
    TermRemark,
    TermVersion,
    UsageReading,
)

REGISTER[Term] = Declaration(
    public={
        "slug", "label", "label_key", "search", "words", "english", "identifier", "forms",
        "legal_source", "contest_reason",
    },
    operational={"status"},
)  # fmt: skip
REGISTER[Definition] = Declaration(public={"side", "text", "example"})
REGISTER[Consent] = Declaration(public={"side"})
REGISTER[TermVersion] = Declaration(
    public={"basis", "label", "english", "legal_source", "contest_reason"}
)
REGISTER[TermRemark] = Declaration(public={"side", "text"})
REGISTER[UsageReading] = Declaration(public={"content"})

TEN_YEARS = 10 * 365
# Of a course that is over, closed or not: `queries.courses.ended_at`, under this name.
A_YEAR_AFTER = After(days=365, since="ended_at")

REGISTER[m.Course] = Declaration(
    public={"code", "title", "purpose"}, operational={"status", "pairing_secret"}
)
REGISTER[m.CourseSupport] = Declaration(public={"role", "name"})
REGISTER[m.DirectionQuota] = Declaration()
# Who takes part is known to those who take part, who lead and who nominated: to nobody else. Who
# never did has no certificate to be found again: of them nothing is kept beyond the year
# (`lifecycle.forgetting`, which says who they are).
REGISTER[m.Enrolment] = Declaration(
    personal={"person_name", "email", "reason"},
    operational={"status", "side"},
    erase=A_YEAR_AFTER,
    discard=After(days=TEN_YEARS, since="course__created_at"),
)
REGISTER[m.Acquaintance] = Declaration(erase=A_YEAR_AFTER)
REGISTER[m.Grouping] = Declaration(operational={"status", "limits", "result", "problem"})
REGISTER[m.GroupSeat] = Declaration()
REGISTER[m.Certificate] = Declaration(
    public={"status", "number", "code"},
    personal={"reason"},
    discard=After(days=TEN_YEARS, since="issued_at"),
)
REGISTER[m.Session] = Declaration(
    public={"title", "venue", "reason"}, operational={"status", "online_url", "attendance_code"}
)
REGISTER[m.SessionAttendance] = Declaration()
REGISTER[m.Material] = Declaration(operational={"title"})
REGISTER[m.Exercise] = Declaration(operational={"title", "text"})
REGISTER[m.Deliverable] = Declaration(operational={"text"})
REGISTER[m.CourseQuestion] = Declaration(public={"kind", "text"})
REGISTER[m.Questionnaire] = Declaration(public={"moment"})
REGISTER[m.QuestionnaireDone] = Declaration()
# Free words may name somebody; of whom they are nobody knows: `token` is of nobody.
REGISTER[m.QuestionnaireReply] = Declaration(
    personal={"texts"},
    operational={"token", "scores"},
    discard=After(days=TEN_YEARS, since="questionnaire__closes_at"),
)
REGISTER[m.Practice] = Declaration(
    public={"status", "side", "title", "problem", "way", "tested_where", "decision_reason",
            "result"},
)  # fmt: skip
REGISTER[m.LibraryItem] = Declaration(
    public={"status", "kind", "title", "about", "content", "source", "reason", "change"}
)
REGISTER[m.LibraryUse] = Declaration(public={"side", "what_for", "result"})
REGISTER[m.LibraryComment] = Declaration(public={"side", "text"})
