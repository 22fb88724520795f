"""The notice changes under an application: drafts follow it, who had presented is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.applications import lifecycle, queries, tasks
from trama.applications.models import Application
from trama.applications.queries import content
from trama.applications.tests.factories import ApplicationFactory
from trama.applications.tests.sending import submit
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.notices import lifecycle as notices
from trama.notices.models import JudgedOn, Notice, Requirement, RequirementKind

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


def amend(notice: Notice, anna: User, elena: User, judged_on: str = JudgedOn.EARLIER) -> None:
    """A question in other words, a choice and a kind of answer changed, twelve months suffice."""
    draft = notices.begin_amendment(notice, actor=anna)
    need = draft.questions.get(code="bisogno")
    need.label = "Quale bisogno, e di chi?"
    alone = draft.questions.get(code="forma")
    alone.options = ["da soli", "in rete"]
    contact = draft.questions.get(code="referente")
    contact.kind = "long"
    statute = draft.document_slots.get(code="statuto")
    statute.label = "Statuto vigente"
    experience = draft.requirements.get(kind=RequirementKind.EXPERIENCE)
    experience.parameters["months"] = 12
    for part in (need, alone, contact, statute, experience):
        notices.edit_part(draft, part, actor=anna, version=draft.version)
    adopted(draft, anna, elena, judged_on)


def adopted(
    draft: Notice, anna: User, elena: User, judged_on: str = JudgedOn.EARLIER, number: str = "310"
) -> None:
    notices.send_to_legal_check(draft, actor=anna)
    notices.adopt_amendment(
        draft,
        reason="Più chiaro",
        judged_on=judged_on,
        number=number,
        adopted_on=day_of(clock.now()),
        actor=elena,
    )


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def answers(application: Application) -> dict[str, tuple[str, list[str]]]:
    found = content(again(application)).answers
    return {one.question.code: (one.text, one.choices) for one in found}


def test_a_draft_follows_the_new_form_and_keeps_what_was_written(
    ready: Application, anna: User, elena: User
) -> None:
    question = ready.notice.questions.get(code="forma")
    ready.answers.filter(question=question).update(choices=["in raggruppamento"])
    before = answers(ready)
    assert before["bisogno"][0]
    given = {a.slot.code for a in content(ready).attachments if a.slot}
    amend(ready.notice, anna, elena)
    after = answers(ready)
    assert after["bisogno"] == before["bisogno"]
    assert after["forma"][1] == []  # no longer offered
    assert after["referente"] == ("", [])  # another kind of answer: to be written again
    found = content(again(ready))
    assert [a.question.label for a in found.answers if a.question.code == "bisogno"] == [
        "Quale bisogno, e di chi?"
    ]
    assert {a.slot.code for a in found.attachments if a.slot in found.slots} == given


def test_a_signature_on_the_old_text_is_no_signature_on_the_new_one(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    lifecycle.request_form(ready, actor=bruno)
    tasks.make_form(ready.pk)
    before = answers(ready)
    assert lifecycle.form_state(again(ready), content(again(ready))) == "ready"
    draft = notices.begin_amendment(ready.notice, actor=anna)
    need = draft.questions.get(code="bisogno")
    need.label = "Quale bisogno, e di chi?"
    notices.edit_part(draft, need, actor=anna, version=draft.version)
    adopted(draft, anna, elena)
    assert answers(ready) == before
    assert lifecycle.form_state(again(ready), content(again(ready))) == "stale"


def test_the_page_of_a_draft_says_what_changed(
    enter: Enter, ready: Application, bruno: User, anna: User, elena: User
) -> None:
    page = reverse("applications:detail", args=[ready.uid])
    client = enter(bruno)
    assert "L’avviso è cambiato" not in client.get(page).content.decode()
    amend(ready.notice, anna, elena)
    text = client.get(page).content.decode()
    assert "L’avviso è cambiato" in text
    assert "Statuto vigente" in text
    newer = ApplicationFactory.create(notice=ready.notice)
    assert list(queries.since(again(newer))) == []  # begun on the new text


def test_what_was_presented_is_read_and_judged_on_the_text_of_then(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    before = answers(ready)
    amend(ready.notice, anna, elena)
    assert answers(ready) == before
    current = list(again(ready).notice.requirements.all())
    assert months(ready, current) == 24


def months(application: Application, current: list[Requirement]) -> int:
    found = queries.requirements_for(again(application), current)
    return next(
        int(one.parameters["months"]) for one in found if one.kind == RequirementKind.EXPERIENCE
    )


def test_where_the_act_says_so_everybody_is_judged_on_the_new_text(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena, JudgedOn.AMENDED)
    assert months(ready, list(again(ready).notice.requirements.all())) == 12
    assert queries.to_confirm(again(ready)) == []
    with pytest.raises(ActRefused, match="niente da confermare"):
        lifecycle.confirm(again(ready), actor=bruno)


def test_who_had_presented_is_told_once(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    for _ in range(2):
        tasks.tell_amended(ready.notice_id)
    letter = OutgoingMessage.objects.get(purpose="applications.amended")
    assert "Quale bisogno, e di chi?" in letter.text
    assert "Statuto vigente" in letter.html
    assert "confermarla sul testo nuovo" in letter.text
    assert Event.objects.filter(verb="tell_amended").count() == 1


def test_of_two_amendments_before_the_letter_leaves_both_are_told(
    ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    draft = notices.begin_amendment(Notice.objects.get(pk=ready.notice_id), actor=anna)
    notices.update_notice(draft, actor=anna, version=draft.version, title="Un titolo diverso")
    adopted(draft, anna, elena, number="312")
    for _ in range(2):
        tasks.tell_amended(ready.notice_id)
    letter = OutgoingMessage.objects.get(purpose="applications.amended")
    for words in ("Quale bisogno, e di chi?", "Un titolo diverso"):
        assert words in letter.text
        assert words in letter.html


def test_bruno_confirms_and_is_judged_on_the_new_text(
    enter: Enter, ready: Application, bruno: User, anna: User, elena: User
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    client = enter(bruno)
    page = reverse("applications:detail", args=[ready.uid])
    where = reverse("applications:confirm", args=[ready.uid])
    assert where in client.get(page).content.decode()
    assert client.get(where).status_code == 405
    for _ in range(2):  # clicked twice
        assert client.post(where).status_code == 303
    assert Event.objects.filter(verb="confirm_amended").count() == 1
    assert months(ready, list(again(ready).notice.requirements.all())) == 12
    assert where not in client.get(page).content.decode()


def test_chiara_does_not_confirm_and_carla_finds_nothing(
    enter: Enter,
    ready: Application,
    bruno: User,
    chiara: User,
    carla: User,
    anna: User,
    elena: User,
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    where = reverse("applications:confirm", args=[ready.uid])
    assert Client().post(where).status_code == 302
    assert enter(chiara).post(where).status_code == 403
    assert enter(carla).post(where).status_code == 404
    assert again(ready).confirmed_at is None


def test_after_the_deadline_nobody_confirms(
    ready: Application, bruno: User, anna: User, elena: User, stop_clock: StopClock
) -> None:
    submit(ready, bruno)
    amend(ready.notice, anna, elena)
    closes_at = again(ready).notice.closes_at
    assert closes_at is not None
    stop_clock(closes_at + timedelta(seconds=1))
    with pytest.raises(ActRefused, match="scadenza è passata"):
        lifecycle.confirm(again(ready), actor=bruno)
    assert again(ready).confirmed_at is None
