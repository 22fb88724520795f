from trama.core.privacy import REGISTER, After, Declaration
from trama.needs.models import (
    CapacityAsk,
    CapacityReport,
    CardVersion,
    CoverageCell,
    CoverageMeasure,
    CoverageRun,
    IndexComponent,
    Need,
    NeedVoice,
    Resource,
    RiskScore,
    Scenario,
    ScenarioChange,
    ServiceImport,
    UnmetNeed,
)

CARD = {"title", "title_key", "search", "description", "closing_reason"}
REGISTER[Need] = Declaration(
    public=CARD | {"unit", "magnitude_source", "evidence", "evidence_note"},
    operational={"status", "source_key"},
)
REGISTER[NeedVoice] = Declaration(public={"who", "words"})
REGISTER[Resource] = Declaration(
    public=CARD
    | {
        "kind", "address", "unit", "hours", "eligibility", "application_process", "fees",
        "languages", "accessibility", "phone", "email", "url",
    },
    operational={"status", "source_key"},
)  # fmt: skip
REGISTER[CardVersion] = Declaration(public={"content", "note"})
REGISTER[ServiceImport] = Declaration(
    personal={"report"},  # a refused cell may hold a person's data, by mistake
    operational={"status", "name", "problem"},
    discard=After(days=10 * 365, since="asked_at"),
)
REGISTER[CapacityAsk] = Declaration(operational={"status"})
REGISTER[CapacityReport] = Declaration(operational={"origin"})
REGISTER[UnmetNeed] = Declaration(public={"cause"})
REGISTER[CoverageMeasure] = Declaration(
    public={"code", "label_it", "label_en", "unit", "terms", "supply_rule", "confidence"}
)
REGISTER[IndexComponent] = Declaration(public={"code", "label_it", "label_en"})
REGISTER[CoverageRun] = Declaration(public={"inputs"}, operational={"status"})
REGISTER[CoverageCell] = Declaration(
    public={"confidence", "hidden"},
    operational={"working"},  # of a hidden cell it would tell the figure
)
REGISTER[RiskScore] = Declaration(public={"components", "missing"})
REGISTER[Scenario] = Declaration(operational={"status", "title", "result", "problem"})
REGISTER[ScenarioChange] = Declaration(operational={"kind"})
