"""A list brought in by the web: tried first, confirmed by a person, applied by a job."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from conftest import Enter
from trama.accounts.models import User
from trama.core.workflow import MoveRefused
from trama.ledger.models import Event
from trama.organizations import lifecycle
from trama.organizations.models import ListImport, ListImportStatus, Organization
from trama.organizations.tasks import read_list
from trama.organizations.tests.factories import fiscal_code

pytestmark = pytest.mark.django_db

CONTENT = f"codice_fiscale;denominazione\n{fiscal_code(1)};Uno\n{fiscal_code(2)};PSYCH?\n".encode()


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Any) -> None:
    settings.DOCUMENT_ROOT = tmp_path / "documents"


def upload(content: bytes = CONTENT) -> SimpleUploadedFile:
    return SimpleUploadedFile("elenco.csv", content, "text/csv")


def received(sofia: User, content: bytes = CONTENT) -> ListImport:
    return lifecycle.receive_list(upload(content), source="Elenco di prova", actor=sofia)


def work(found: ListImport) -> ListImport:
    """What the worker does with the job that the act has deferred."""
    owed = ProcrastinateJob.objects.filter(task_name="organizations.read_list")
    assert owed.filter(args={"list_import": str(found.uid)}).exists()
    read_list(list_import=str(found.uid))
    found.refresh_from_db()
    return found


def test_sofia_sees_what_would_change_and_only_her_confirmation_writes_it(
    client: Client, enter: Enter, sofia: User
) -> None:
    enter(sofia)
    sent = client.post(
        reverse("organizations:list_new"), {"upload": upload(), "source": "Elenco di prova"}
    )
    found = ListImport.objects.get()
    page = reverse("organizations:list_import", args=[found.uid])
    assert (sent.status_code, sent.headers["Location"]) == (303, page)
    assert "Ricarica" in client.get(page).content.decode()

    assert work(found).status == ListImportStatus.CHECKED
    tried = client.get(page).content.decode()
    assert "PSYCH?" in tried
    assert "Importa l’elenco" in tried
    assert not Organization.objects.exists()

    client.post(reverse("organizations:list_confirm", args=[found.uid]))
    found.refresh_from_db()
    assert work(found).status == ListImportStatus.APPLIED
    assert Organization.objects.get().source == "Elenco di prova"
    verbs = Event.objects.filter(subject_label="organizations.listimport")
    assert set(verbs.values_list("verb", flat=True)) == {"receive", "check", "confirm", "apply"}


def test_the_job_run_twice_does_its_work_once(sofia: User) -> None:
    found = work(received(sofia))
    read_list(list_import=str(found.uid))
    lifecycle.confirm_list(found, actor=sofia)
    work(found)
    events = Event.objects.count()
    read_list(list_import=str(found.uid))
    assert Event.objects.count() == events


def test_a_double_click_confirms_once(sofia: User) -> None:
    found = work(received(sofia))
    stale = ListImport.objects.get(pk=found.pk)
    lifecycle.confirm_list(found, actor=sofia)
    with pytest.raises(MoveRefused):
        lifecycle.confirm_list(stale, actor=sofia)


def test_a_file_that_is_no_list_says_so_and_writes_nothing(
    client: Client, enter: Enter, sofia: User
) -> None:
    found = work(received(sofia, b"%PDF-1.7"))
    assert (found.status, "PDF" in found.problem) == (ListImportStatus.UNREADABLE, True)
    enter(sofia)
    page = client.get(reverse("organizations:list_import", args=[found.uid]))
    assert found.problem in page.content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"source": "x"}, {"upload": SimpleUploadedFile("a.csv", b""), "source": "x"}]
)
def test_bad_input_comes_back_with_what_to_correct(
    client: Client, enter: Enter, sofia: User, data: dict[str, Any]
) -> None:
    enter(sofia)
    response = client.post(reverse("organizations:list_new"), data)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("person", ["anna", "elena", "bruno", "carla", "giulia"])
def test_only_a_steward_handles_lists(
    client: Client, enter: Enter, sofia: User, person: str, request: pytest.FixtureRequest
) -> None:
    found = work(received(sofia))
    enter(request.getfixturevalue(person))
    for name, args in [
        ("list_new", []),
        ("list_import", [found.uid]),
        ("desk", []),
        ("near_names", []),
    ]:
        assert client.get(reverse(f"organizations:{name}", args=args)).status_code == 403
    refused = client.post(reverse("organizations:list_confirm", args=[found.uid]))
    found.refresh_from_db()
    assert (refused.status_code, found.status) == (403, ListImportStatus.CHECKED)
