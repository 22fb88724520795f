from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from trama.accounts.models import User
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.models import AdmissionList, ScreeningCase
from trama.screening.tests.factories import (
    close,
    declared,
    judge_all,
    listed_by,
    received,
    seated,
)

Ask = Callable[..., Any]


@pytest.fixture
def ask(db: None, client: Client) -> Ask:
    """`ask("/notices", phase="open")`: the answer of the API, to nobody in particular."""
    cache.clear()

    def get(path: str, **parameters: Any) -> Any:
        return client.get(f"/api/v1{path}", parameters)

    return get


@pytest.fixture
def listed(notice: Notice, organization: Organization, dario: User, elena: User) -> AdmissionList:
    """Bruno's body applied, was judged and admitted; the list is published."""
    application = received(notice, organization)
    close(notice)
    declared(seated(notice, dario, actor=elena), dario)
    case = ScreeningCase.objects.get(application=application)
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario, motivation="Nota per il verbale.")
    return listed_by(elena, notice)
