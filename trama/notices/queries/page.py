"""What the page of a notice draws: its text in blocks, its requirements and questions in rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trama.notices.formats.prose import Block, blocks
from trama.notices.models import Notice, NoticeSection, SectionKind
from trama.notices.queries.summary import if_missing, kind_of_answer, verified_by


@dataclass(frozen=True)
class SectionView:
    kind: str
    anchor: str
    title: str
    blocks: Sequence[Block]

    @property
    def shows_requirements(self) -> bool:
        return self.kind == SectionKind.REQUIREMENTS

    @property
    def shows_channels(self) -> bool:
        return self.kind == SectionKind.HOW_TO_APPLY


@dataclass(frozen=True)
class RequirementRow:
    text: str
    verified_by: str
    if_missing: str


@dataclass(frozen=True)
class QuestionRow:
    label: str
    hint: str
    answer: str
    is_required: bool


def sections(notice: Notice) -> list[SectionView]:
    """The sections in order; requirements and channels have theirs even before it is written."""
    found = [_view(section) for section in notice.sections.all()]
    for kind in (SectionKind.REQUIREMENTS, SectionKind.HOW_TO_APPLY):
        if all(view.kind != kind for view in found):
            found.append(SectionView(kind, _anchor(kind), str(kind.label), ()))
    return found


def _view(section: NoticeSection) -> SectionView:
    number = section.position if section.kind == SectionKind.OTHER else None
    return SectionView(
        section.kind,
        _anchor(section.kind, number),
        section.title or str(section.get_kind_display()),
        blocks(section.body),
    )


ANCHORS: dict[str, str] = {
    SectionKind.OBJECT: "oggetto",
    SectionKind.REQUIREMENTS: "chi",
    SectionKind.HOW_TO_APPLY: "come",
    SectionKind.IP_RELEASE: "liberatoria",
    SectionKind.TIMES: "tempi",
    SectionKind.CONCLUSION: "conclusione",
    SectionKind.PUBLICITY: "pubblicita",
    SectionKind.PRIVACY: "dati-personali",
    SectionKind.FORUM: "ricorsi",
    SectionKind.PURPOSE: "finalita",
    SectionKind.DURATION: "durata",
    SectionKind.ECONOMICS: "quadro-economico",
    SectionKind.CONFLICTS: "conflitti",
    SectionKind.PHASES: "fasi",
    SectionKind.CRITERIA: "criteri",
    SectionKind.OTHER: "altro",
}


def _anchor(kind: str, number: int | None = None) -> str:
    return ANCHORS[kind] if number is None else f"{ANCHORS[kind]}-{number}"


def requirements(notice: Notice, themes: Mapping[str, str]) -> list[RequirementRow]:
    return [
        RequirementRow(row.text, verified_by(row, themes), if_missing(row))
        for row in notice.requirements.all()
    ]


def questions(notice: Notice) -> list[QuestionRow]:
    return [
        QuestionRow(row.label, row.hint, kind_of_answer(row), row.required)
        for row in notice.questions.all()
    ]
