from trama.core.privacy import REGISTER, After, Declaration
from trama.tables import models as m

TEN_YEARS = 10 * 365

REGISTER[m.Path] = Declaration(
    public={"title", "purpose", "closing_reason"}, operational={"status", "suspended_from"}
)
REGISTER[m.Participant] = Declaration(
    public={"kind", "name"}, personal={"email", "reason"}, operational={"status", "size"}
)
REGISTER[m.WorkingTable] = Declaration(public={"kind", "title", "ground_rules"})
REGISTER[m.Meeting] = Declaration(
    public={
        "title", "venue", "address", "accessibility_note", "reason", "without_minutes",
    },
    operational={"status", "online_url", "attendance_code"},
)  # fmt: skip
REGISTER[m.AgendaItem] = Declaration(public={"title"})
REGISTER[m.Invitation] = Declaration(operational={"answer"})
REGISTER[m.Attendance] = Declaration(personal={"represented_by"}, operational={"mode"})
REGISTER[m.ParkedIssue] = Declaration(operational={"text", "dropped_because"})
REGISTER[m.ActionItem] = Declaration(public={"text", "outcome"}, operational={"status"})
# What the three questions say is free text: it may name somebody, and is read by the office only.
REGISTER[m.SurveyAnswer] = Declaration(
    personal={"next"}, discard=After(days=TEN_YEARS, since="meeting__ends_at")
)
REGISTER[m.SurveyDone] = Declaration()
REGISTER[m.SurveyReply] = Declaration(public={"text"})
REGISTER[m.MinutesEntry] = Declaration(public={"kind", "number", "text"})
REGISTER[m.EntryVersion] = Declaration(public={"text"})
REGISTER[m.Remark] = Declaration(public={"text", "answer"}, operational={"status"})
REGISTER[m.Approval] = Declaration(public={"note"})
REGISTER[m.Contribution] = Declaration(
    public={
        "kind", "title", "title_key", "text", "search", "evidence", "evidence_note",
        "outcome_reason",
    },
    operational={"status", "channel"},
)  # fmt: skip
REGISTER[m.ContributionVersion] = Declaration(public={"title", "text", "note"})
REGISTER[m.Position] = Declaration(public={"stance", "reason"})
REGISTER[m.EarlierPosition] = Declaration(public={"stance", "reason"})
# Private until a person confirms it, and then it is the contribution that is read.
REGISTER[m.MailedContribution] = Declaration(
    personal={"text", "reason"},
    operational={"status"},
    discard=After(days=TEN_YEARS, since="received_at"),
)
REGISTER[m.SheetTemplate] = Declaration()
REGISTER[m.ContributionSheet] = Declaration(
    personal={"report"},  # a refused cell may name somebody, by mistake
    operational={"status", "problem"},
    discard=After(days=TEN_YEARS, since="received_at"),
)
REGISTER[m.Statement] = Declaration(public={"text", "reason"}, operational={"status"})
REGISTER[m.StatementVote] = Declaration()
REGISTER[m.OpinionReading] = Declaration(public={"content"})
REGISTER[m.PriorityVote] = Declaration(
    public={"title", "method", "secrecy", "seed_commitment", "closing_record", "result", "reason"},
    operational={"status", "seed_secret"},  # the secret is published once the vote has closed
)
REGISTER[m.VoteOption] = Declaration(public={"title", "text"})
REGISTER[m.Ballot] = Declaration(public={"pseudonym", "choices"}, operational={"channel"})
REGISTER[m.SynthesisSection] = Declaration(public={"kind", "title"})
REGISTER[m.Synthesis] = Declaration(public={"report"})
REGISTER[m.SynthesisParagraph] = Declaration(
    public={"text", "note", "removed_because"}, operational={"origin"}
)
REGISTER[m.ParagraphVersion] = Declaration(public={"text", "note"})
REGISTER[m.PathPriority] = Declaration(public={"title", "text", "dropped_because"})
REGISTER[m.ConsultationRemark] = Declaration(public={"text", "answer"}, operational={"status"})
REGISTER[m.PathDocument] = Declaration(public={"kind", "content"})
