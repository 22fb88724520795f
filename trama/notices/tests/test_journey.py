"""A notice from an empty page to its public page, by the web, as the office does it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import contents, findings
from trama.notices.rules import Severity

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def post(client: Client, name: str, *args: object, **data: object) -> int:
    return client.post(reverse(f"notices:{name}", args=args), data).status_code


def test_the_notice_of_may_2023_goes_from_an_empty_page_to_the_public(
    client: Client,
    enter: Enter,
    office: Office,
    anna: User,
    elena: User,
    stop_clock: Callable[[datetime | None], None],
) -> None:
    stop_clock(datetime(2023, 4, 20, 9, 0, tzinfo=ROME))
    code = "COP-2023-01"
    enter(anna)
    begun = {"office": office.pk, "code": code, "start": "modello", "title": "Povertà minorile"}
    assert post(client, "new", **begun) == 303
    notice = Notice.objects.get(code=code)
    data = {
        "version": notice.version,
        "title": "Povertà minorile",
        "short_title": "",
        "summary": "Cerchiamo enti.",
        "type": "COPROGRAMMING",
        "art5_letters": ["a", "d"],
        "officer": anna.pk,
        "contact": "Ufficio, 10 – 12",
        "closes_at": "2023-05-15T12:00",
        "answer_days": 30,
        "channels": ["web", "pec"],
        "signing_modes": ["digital_identity"],
        "pec_address": "welfare@pec.comune.example",
        "pec_instant": "accepted",
    }
    assert post(client, "edit", code, **data) == 303
    notice = contents(Notice.objects.filter(code=code)).get()
    assert [found for found in findings(notice) if found.severity == Severity.BLOCK] == []
    assert post(client, "act", code, "controllo") == 303

    enter(elena)
    act = {"kind": "DD", "number": "3120", "adopted_on": "2023-04-20"}
    assert post(client, "act", code, "adozione", **act) == 303
    enter(anna)
    assert post(client, "act", code, "pubblicazione") == 303

    notice.refresh_from_db()
    assert notice.status == NoticeStatus.PUBLISHED
    assert notice.closes_at == datetime(2023, 5, 15, 12, 0, tzinfo=ROME)
    client.logout()
    page = client.get(reverse("notices:detail", args=[code])).content.decode()
    assert "Povertà minorile" in page
    assert "lunedì 15 maggio 2023, ore 12:00" in page
    assert "determinazione dirigenziale 3120" in page
