"""Acts of programming lead to the notices that rest on them."""

import pytest
from django.test import Client
from django.urls import reverse

from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.programming.tests.factories import ProgrammingActFactory

pytestmark = pytest.mark.django_db


def test_the_page_of_an_act_leads_to_the_public_notices_that_rest_on_it(
    client: Client, notice: Notice
) -> None:
    act = ProgrammingActFactory.create(code="piano")
    draft = NoticeFactory.create(code="BOZZA-9")
    for one in (notice, draft):
        one.programming_acts.add(act)
    page = client.get(reverse("programming:detail", args=["piano"])).content.decode()
    assert reverse("notices:detail", args=[notice.code]) in page
    assert "BOZZA-9" not in page
