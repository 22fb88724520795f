from trama.core.privacy import REGISTER, After, Declaration
from trama.networks.models import (
    HandoverPack,
    Network,
    NetworkLineage,
    NetworkMeeting,
    NetworkMembership,
    NetworkReading,
    NetworkRole,
    NetworkTie,
    NetworkZone,
    ThematicGroup,
    TieDeclaration,
    TieQuestionnaire,
    TieSurvey,
)

REGISTER[Network] = Declaration(
    public={"code", "name", "name_key", "search", "recipe", "shared_resources", "status"}
)
REGISTER[NetworkZone] = Declaration()
REGISTER[NetworkLineage] = Declaration(public={"kind", "note"})
REGISTER[NetworkMembership] = Declaration(
    public={"name", "name_key", "kind"},
    personal={"email", "reason"},
    operational={"status"},
    discard=After(days=10 * 365, since="left_on"),
)
REGISTER[NetworkRole] = Declaration(
    operational={"duty"}, discard=After(days=10 * 365, since="until")
)
REGISTER[ThematicGroup] = Declaration(public={"name", "purpose"})
REGISTER[NetworkMeeting] = Declaration(
    public={"title", "agenda", "place", "accessible", "accessibility_note", "reason", "status"},
    operational={"online_url"},  # whoever has it may come in
)
REGISTER[TieSurvey] = Declaration(operational={"status"})
REGISTER[TieQuestionnaire] = Declaration()
REGISTER[NetworkTie] = Declaration()
REGISTER[TieDeclaration] = Declaration(
    operational={"kinds"},
    discard=After(days=5 * 365, since="declared_at"),
)
REGISTER[NetworkReading] = Declaration(
    public={"confirmed", "declared", "nodes", "edges"}, operational={"rule_version"}
)
REGISTER[HandoverPack] = Declaration(operational={"status", "problem"})
