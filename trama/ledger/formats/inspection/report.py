"""What opening a file found, as the opening process tells it to ours."""

from dataclasses import asdict, dataclass, field
from typing import Any

MAX_PAGES = 20  # drawn; a document may have more
MAX_PAGE_TEXT = 20_000  # characters
MAX_TEXT = 200_000  # characters


class Refusal(Exception):
    """The file does not open: the reason is one of the codes of `rules.PROBLEMS`."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Sheet:
    """A drawn page: a PNG in the opening process's folder, its size in pixels, its text."""

    file: str
    width: int
    height: int
    text: str = ""


@dataclass
class Report:
    """`problem` is a code, empty when the file opened; `facts` are what its sentence quotes."""

    media_type: str = ""
    problem: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    page_count: int | None = None
    text: str = ""
    sheets: list[Sheet] = field(default_factory=list)

    def note(self, finding: str) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Report":
        """Believe only the shape that we expect: the process that tells has met the file."""
        sheets = [
            Sheet(
                file=f"page-{number}.png",
                width=int(sheet["width"]),
                height=int(sheet["height"]),
                text=readable(str(sheet["text"]))[:MAX_PAGE_TEXT],
            )
            for number, sheet in enumerate(told["sheets"][:MAX_PAGES], start=1)
        ]
        count = told["page_count"]
        return cls(
            media_type=str(told["media_type"])[:120],
            problem=str(told["problem"])[:40],
            facts={str(k): v if isinstance(v, int) else str(v) for k, v in told["facts"].items()},
            findings=[str(finding)[:40] for finding in told["findings"][:20]],
            page_count=None if count is None else int(count),
            text=readable(str(told["text"]))[:MAX_TEXT],
            sheets=sheets,
        )


def readable(text: str) -> str:
    """Text that a database can hold and a page can show: no NUL, no half characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or c >= " ")
