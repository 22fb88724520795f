"""The size of things: small files, short functions, no inline code, no third-party address."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILE_LINES, FUNCTION_LINES = 400, 40
MEASURED = {".py", ".html", ".js", ".css", ".typ", ".sql", ".txt"}
NOT_MEASURED = {"migrations", "node_modules", "requirements", "var", ".venv"}


REASONED = re.compile(r"type: ignore\[[\w-]+(,\s*[\w-]+)*\]\s+#")


def files(*suffixes: str) -> Iterator[Path]:
    """What is in the project: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in sorted(set(listed)):
        path = ROOT / name
        if path.suffix in suffixes and path.is_file() and not NOT_MEASURED & set(path.parts):
            yield path


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files(*MEASURED)
        if (lines := path.read_text().count("\n")) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = []
    for path in files(".py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {size}")
    assert long == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", re.compile(r"<style[\s>]|\sstyle\s*=", re.IGNORECASE)),
        ("inline script", re.compile(r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=", re.IGNORECASE)),
        ("a javascript: address", re.compile(r"javascript:", re.IGNORECASE)),
    ],
)
def test_pages_carry_no_code_of_their_own(what: str, pattern: re.Pattern[str]) -> None:
    """E-mails are no pages: their readers know no style sheet."""
    found = [
        str(path.relative_to(ROOT))
        for path in files(".html")
        if "emails" not in path.parts and pattern.search(path.read_text())
    ]
    assert found == [], what


def test_no_type_is_ignored_without_a_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(".py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "type: ignore" in line and not REASONED.search(line) and path.name != "test_budgets.py"
    ]
    assert bare == []


def test_locks_name_no_registry() -> None:
    locks = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    naming = re.compile(r'--index-url|--extra-index-url|--find-links|"resolved":', re.IGNORECASE)
    assert [lock.name for lock in locks if naming.search(lock.read_text())] == []
    for lock in ROOT.glob("requirements/*.txt"):
        pinned = re.findall(r"^[a-z0-9][\w.\-]*(?:\[[^\]]*\])?==", lock.read_text(), re.MULTILINE)
        assert len(pinned) <= lock.read_text().count("--hash=sha256:"), lock.name
