"""Where the state of an installation is, however its folder is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "from config import settings; print(settings.VAR_DIR, settings.DOCUMENT_ROOT)"


def folders(cwd: Path, **variables: str) -> list[str]:
    """What a process that starts in `cwd` finds."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    ("variables", "var", "documents"),
    [
        ({"TRAMA_VAR": "mine"}, "{cwd}/mine", "{cwd}/mine/documents"),
        ({"TRAMA_VAR": "/a/b"}, "/a/b", "/a/b/documents"),
        ({"TRAMA_VAR": ""}, f"{ROOT}/var", f"{ROOT}/var/documents"),
        ({"TRAMA_VAR": "/a", "TRAMA_DOCUMENTS": "kept"}, "/a", "{cwd}/kept"),
    ],
)
def test_folders_are_the_same_for_processes_that_start_elsewhere(
    tmp_path: Path, variables: dict[str, str], var: str, documents: str
) -> None:
    """A document is opened by a process whose folder is another."""
    expected = [one.format(cwd=tmp_path) for one in (var, documents)]
    assert folders(tmp_path, **variables) == expected
