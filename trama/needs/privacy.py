from trama.core.privacy import REGISTER, After, Declaration
from trama.needs.models import (
    CapacityAsk,
    CapacityReport,
    CardVersion,
    CardWord,
    CoverageCell,
    CoverageMeasure,
    CoverageRun,
    CoverageWorkbook,
    IndexComponent,
    Need,
    NeedHearing,
    NeedVoice,
    PulseSubscription,
    Resource,
    RiskScore,
    Scenario,
    ScenarioChange,
    ServiceImport,
    UnmetNeed,
    VerifiedAbsence,
)

CARD = {"title", "title_key", "title_search", "search", "description", "keywords", "closing_reason"}
REGISTER[Need] = Declaration(
    public=CARD | {"unit", "magnitude_source", "evidence", "evidence_note"},
    operational={"status", "source_key", "reach"},
)
REGISTER[NeedHearing] = Declaration()
REGISTER[NeedVoice] = Declaration(public={"who", "words"})
REGISTER[Resource] = Declaration(
    public=CARD
    | {
        "kind", "address", "unit", "hours", "eligibility", "application_process", "fees",
        "languages", "accessibility", "phone", "email", "url",
    },
    operational={"status", "source_key", "reach"},
)  # fmt: skip
REGISTER[CardVersion] = Declaration(public={"content", "note"})
REGISTER[CardWord] = Declaration(public={"word"})
REGISTER[ServiceImport] = Declaration(
    personal={"report"},  # a refused cell may hold a person's data, by mistake
    operational={"status", "name", "sheet", "problem"},
    discard=After(days=10 * 365, since="asked_at"),
)
REGISTER[CapacityAsk] = Declaration(operational={"status"})
REGISTER[PulseSubscription] = Declaration(operational={"status"})
REGISTER[CapacityReport] = Declaration(operational={"origin"})
REGISTER[UnmetNeed] = Declaration(public={"cause"})
REGISTER[CoverageMeasure] = Declaration(
    public={"code", "label_it", "label_en", "unit", "terms", "supply_rule", "confidence"}
)
REGISTER[IndexComponent] = Declaration(public={"code", "label_it", "label_en"})
REGISTER[CoverageRun] = Declaration(public={"inputs"}, operational={"status", "problem"})
REGISTER[CoverageWorkbook] = Declaration()
REGISTER[VerifiedAbsence] = Declaration(public={"note"})
REGISTER[CoverageCell] = Declaration(
    public={"confidence", "hidden"},
    operational={"working"},  # of a hidden cell it would tell the figure
)
REGISTER[RiskScore] = Declaration(public={"components", "missing"})
REGISTER[Scenario] = Declaration(operational={"status", "title", "result", "problem"})
REGISTER[ScenarioChange] = Declaration(operational={"kind"})
