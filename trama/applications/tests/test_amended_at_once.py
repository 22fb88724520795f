"""An amendment and what a body does of its application, at the same instant or with an old page."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.applications import lifecycle
from trama.applications.models import Application, ApplicationStatus, DeclarationCode
from trama.applications.queries import content, to_confirm
from trama.applications.tests.sending import submit
from trama.applications.tests.test_amended import adopted, amend, answers
from trama.applications.tests.test_amended import again as unread
from trama.core.workflow import ActRefused
from trama.notices import lifecycle as notices
from trama.notices.models import Amendment, Notice, RequirementKind

pytestmark = pytest.mark.django_db(transaction=True)
Elsewhere = Callable[[Callable[[], object]], "Future[object]"]


def again(application: Application) -> Application:
    """As a page reads it: with its notice."""
    found = unread(application)
    assert found.notice.version >= 0
    return found


def is_waiting(future: "Future[object]") -> bool:
    with pytest.raises(NotYet):
        future.result(timeout=0.5)
    return True


def loosened(notice: Notice, anna: User) -> Notice:
    """The draft of an amendment in which only a requirement changes."""
    draft = notices.begin_amendment(notice, actor=anna)
    experience = draft.requirements.get(kind=RequirementKind.EXPERIENCE)
    experience.text, experience.parameters["months"] = "Almeno 12 mesi di esperienza", 12
    notices.edit_part(draft, experience, actor=anna, version=draft.version)
    return draft


def retitled(notice: Notice, anna: User) -> Notice:
    """The draft of another one, in which the title changes."""
    draft = notices.begin_amendment(Notice.objects.get(pk=notice.pk), actor=anna)
    notices.update_notice(draft, actor=anna, version=draft.version, title="Altro titolo")
    return draft


def test_an_answer_saved_while_an_amendment_is_adopted_goes_to_the_question_of_today(
    ready: Application, bruno: User, anna: User, elena: User, on_another_connection: Elsewhere
) -> None:
    page = again(ready)  # as the page was read, before
    save = partial(lifecycle.save_answers, page, {"bisogno": "Tre anni"}, actor=bruno)
    with transaction.atomic():
        amend(ready.notice, anna, elena)
        saving = on_another_connection(save)
        assert is_waiting(saving)
    saving.result(timeout=5)
    assert answers(ready)["bisogno"][0] == "Tre anni"


def test_a_choice_no_longer_offered_is_not_kept_by_a_save_in_flight(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    page = again(ready)
    assert any(one.question.code == "forma" for one in content(page).blank)
    amend(ready.notice, anna, elena)
    lifecycle.save_answers(page, {"forma": ["in raggruppamento"]}, actor=bruno)
    assert answers(ready)["forma"][1] == []


def test_a_document_uploaded_on_an_old_page_goes_to_the_slot_of_today(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    page = again(ready)
    slot = page.notice.document_slots.get(code="statuto")
    amend(ready.notice, anna, elena)
    upload = SimpleUploadedFile("nuovo.pdf", b"%PDF-1.7 x", "application/pdf")
    lifecycle.attach(page, upload, actor=bruno, slot=slot)
    found = content(again(ready))
    (asked,) = (one for one in found.slots if one.code == "statuto")
    assert "nuovo.pdf" in {one.document.name for one in found.in_slot(asked)}


def test_nobody_presents_on_a_text_they_have_not_read(
    ready: Application, bruno: User, anna: User, elena: User, on_another_connection: Elsewhere
) -> None:
    page = again(ready)
    with transaction.atomic():
        amend(ready.notice, anna, elena)
        sending = on_another_connection(partial(submit, page, bruno))
        assert is_waiting(sending)
    with pytest.raises(ActRefused, match="rettificato"):
        sending.result(timeout=5)
    assert again(ready).status == ApplicationStatus.DRAFT


def test_an_amendment_waits_for_the_submission_in_flight_and_comes_after_it(
    ready: Application, bruno: User, anna: User, elena: User, on_another_connection: Elsewhere
) -> None:
    draft = loosened(ready.notice, anna)
    with transaction.atomic():
        # The amendment knocks first, and waits for a draft that is being written.
        Notice.objects.select_for_update().get(pk=ready.notice_id)
        adopting = on_another_connection(partial(adopted, draft, anna, elena))
        assert is_waiting(adopting)
        submit(ready, bruno)
    adopting.result(timeout=5)
    presented_at = again(ready).presented_at
    adopted_at = Amendment.objects.get().adopted_at
    assert presented_at is not None
    assert adopted_at is not None
    assert presented_at < adopted_at
    assert to_confirm(again(ready))


def test_a_submission_and_an_amendment_never_wait_for_each_other_in_a_ring(
    ready: Application, bruno: User, anna: User, elena: User, on_another_connection: Elsewhere
) -> None:
    draft = loosened(ready.notice, anna)
    other = Application.objects.get(pk=ready.pk)
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=ready.notice_id)
        sending = on_another_connection(partial(submit, other, bruno))
        assert is_waiting(sending)
        adopted(draft, anna, elena)
    with pytest.raises(ActRefused, match="rettificato"):
        sending.result(timeout=5)


def test_what_is_confirmed_is_what_was_read(
    ready: Application, bruno: User, anna: User, elena: User, on_another_connection: Elsewhere
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    page = again(ready)
    draft = retitled(ready.notice, anna)
    with transaction.atomic():
        adopted(draft, anna, elena, number="311")
        confirming = on_another_connection(partial(lifecycle.confirm, page, actor=bruno))
        assert is_waiting(confirming)
    with pytest.raises(ActRefused, match="rettificato"):
        confirming.result(timeout=5)
    assert again(ready).confirmed_at is None


def test_a_page_opened_before_the_amendment_neither_presents_nor_confirms(
    enter: Enter, ready: Application, bruno: User, anna: User, elena: User, identity: None
) -> None:
    client = enter(bruno)
    seen = ready.notice.version
    sign = reverse("applications:sign", args=[ready.uid])
    assert f'name="seen" value="{seen}"' in client.get(sign).content.decode()
    declared = {code.value: "on" for code in DeclarationCode}
    said = {"mode": "digital_identity", **declared}
    amend(ready.notice, anna, elena)
    lifecycle.save_answers(again(ready), {"referente": "Bruno Tesei"}, actor=bruno)
    response = client.post(sign, {**said, "seen": seen}, follow=True)
    assert "Intanto l’avviso è stato rettificato" in response.content.decode()
    assert "L’avviso è cambiato" in response.content.decode()
    assert again(ready).status == ApplicationStatus.DRAFT
    assert client.post(sign, {**said, "seen": seen + 1}).status_code == 303
    adopted(retitled(ready.notice, anna), anna, elena, number="311")
    confirm = reverse("applications:confirm", args=[ready.uid])
    detail = client.get(reverse("applications:detail", args=[ready.uid])).content.decode()
    assert f'name="seen" value="{seen + 2}"' in detail
    client.post(confirm, {"seen": seen + 1})
    assert again(ready).confirmed_at is None
    client.post(confirm, {"seen": seen + 2})
    assert again(ready).confirmed_at is not None


def test_a_replacement_begun_after_an_amendment_has_the_answers_where_they_are_asked_now(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    before = answers(ready)
    amend(ready.notice, anna, elena)
    draft = lifecycle.replace(again(ready), actor=bruno)
    assert answers(draft)["bisogno"] == before["bisogno"]
    assert before["bisogno"][0]
    assert answers(ready) == before
