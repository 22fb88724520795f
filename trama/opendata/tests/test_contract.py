"""The contract of the API: kept as a file, judged by the Italian rules, tried on a live server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from trama.opendata import rules
from trama.opendata.api import api
from trama.organizations.models import Organization
from trama.screening.models import AdmissionList

KEPT = settings.BASE_DIR / "docs/openapi.json"
RENEW = "RENEW_OPENAPI"
RULES = settings.BASE_DIR.parent / "shared/data/standards/oas/spectral.yml"


def contract(base_url: str = "https://trama.example") -> Any:
    return json.loads(json.dumps(api.at(base_url)))


def numbers(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") in ("integer", "number"):
            yield node
        for value in node.values():
            yield from numbers(value)
    elif isinstance(node, list):
        for value in node:
            yield from numbers(value)


def test_the_contract_is_the_one_kept_in_docs() -> None:
    """What programs rely on changes on purpose only: with RENEW_OPENAPI=1 the file is written."""
    now = json.dumps(contract(), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get(RENEW):
        KEPT.write_text(now)
    assert json.loads(KEPT.read_text()) == json.loads(now), f"{RENEW}=1 writes docs/openapi.json"


def test_it_is_served_with_the_address_of_this_installation(client: Client, db: None) -> None:
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0"
    assert served["servers"][0]["url"] == f"{settings.BASE_URL}/api/v1"
    assert served["paths"] == contract()["paths"]


def test_it_says_what_the_interoperability_model_asks() -> None:
    found = contract()
    assert found["info"]["contact"]["email"] == settings.PLATFORM["contact"]
    assert found["info"]["x-summary"]
    assert found["info"]["version"] == rules.API_VERSION
    assert list(numbers(found))
    assert all("format" in one for one in numbers(found))
    for path, operations in found["paths"].items():
        responses = operations["get"]["responses"]
        assert {"200", "400", "422", "429", "503"} <= set(responses), path
        assert ("404" in responses) == ("{" in path), path


def test_only_a_plain_http_server_is_a_sandbox() -> None:
    assert "x-sandbox" not in contract()["servers"][0]
    assert contract("http://localhost:8000")["servers"][0]["x-sandbox"] is True


@pytest.mark.check
def test_the_italian_rules_find_no_error(tmp_path: Path) -> None:
    """`spectral` is npm's @stoplight/spectral-cli, on the PATH or named by SPECTRAL."""
    spectral = os.environ.get("SPECTRAL") or shutil.which("spectral")
    if not spectral or not RULES.exists():
        pytest.skip(f"NOT CHECKED: spectral ({spectral or 'absent'}) with the rules in {RULES}")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(contract()))
    run = subprocess.run(
        [spectral, "lint", "-r", str(RULES), "--fail-severity", "error", str(document)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.check
def test_every_answer_of_a_live_server_is_in_the_contract(
    live_server: LiveServer,
    listed: AdmissionList,
    organization: Organization,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Tried on a notice and a body that are there, and on thousands of things that are not."""
    names = f'"path.code" = "{listed.notice.code}"\n"path.uid" = "{organization.uid}"\n'
    (tmp_path / "schemathesis.toml").write_text(f"[parameters]\n{names}")
    monkeypatch.setattr(rules, "REQUESTS_PER_MINUTE", 10**6)
    program = Path(sys.executable).with_name("schemathesis")
    address = f"{live_server.url}/api/v1"
    run = subprocess.run(
        [program, "run", f"{address}/openapi.json", "--url", address, "--checks", "all",
         "--max-examples", "25", "--seed", "11", "--no-color"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=540,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "Missing test data" not in run.stdout, run.stdout[-3000:]
