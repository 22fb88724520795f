"""An amendment prepared and adopted, for tests."""

from datetime import date
from typing import Any

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.notices import lifecycle
from trama.notices.models import Amendment, FormQuestion, JudgedOn, Notice, QuestionKind


def today() -> date:
    return day_of(clock.now())


def prepared(notice: Notice, anna: User) -> Notice:
    """A proposal in which a requirement changes, a document goes and a question comes."""
    draft = lifecycle.begin_amendment(notice, actor=anna)
    experience = draft.requirements.get(code="esperienza")
    experience.text, experience.parameters["months"] = "Almeno 12 mesi di esperienza", 12
    lifecycle.edit_part(draft, experience, actor=anna, version=draft.version)
    lifecycle.remove_part(
        draft, draft.document_slots.get(code="statuto"), actor=anna, version=draft.version
    )
    asked = FormQuestion(code="spazi", label="Avete spazi da offrire?", kind=QuestionKind.SHORT)
    lifecycle.add_part(draft, asked, actor=anna, version=draft.version)
    lifecycle.send_to_legal_check(draft, actor=anna)
    return draft


def adopt(draft: Notice, elena: User, **changes: Any) -> Amendment:
    said: dict[str, Any] = {
        "reason": "Requisito troppo stretto",
        "judged_on": JudgedOn.EARLIER,
        "number": "310",
        "adopted_on": today(),
        **changes,
    }
    return lifecycle.adopt_amendment(draft, actor=elena, **said)
