from trama.networks.models.handover import HandoverPack, HandoverStatus
from trama.networks.models.meetings import Accessible, MeetingStatus, NetworkMeeting
from trama.networks.models.members import (
    MemberKind,
    MemberStatus,
    NetworkDuty,
    NetworkMembership,
    NetworkRole,
    ThematicGroup,
)
from trama.networks.models.networks import (
    LineageKind,
    Network,
    NetworkLineage,
    NetworkStatus,
    NetworkZone,
)
from trama.networks.models.ties import (
    NetworkReading,
    NetworkTie,
    SurveyStatus,
    TieDeclaration,
    TieKind,
    TieQuestionnaire,
    TieSurvey,
)

__all__ = [
    "Accessible",
    "HandoverPack",
    "HandoverStatus",
    "LineageKind",
    "MeetingStatus",
    "MemberKind",
    "MemberStatus",
    "Network",
    "NetworkDuty",
    "NetworkLineage",
    "NetworkMeeting",
    "NetworkMembership",
    "NetworkReading",
    "NetworkRole",
    "NetworkStatus",
    "NetworkTie",
    "NetworkZone",
    "SurveyStatus",
    "ThematicGroup",
    "TieDeclaration",
    "TieKind",
    "TieQuestionnaire",
    "TieSurvey",
]
