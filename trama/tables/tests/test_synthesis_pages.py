"""Pages of the synthesis: for everybody, for a body with or without an account, for the office."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.mailbox.models import OutgoingMessage
from trama.programming.models import ProgrammingAct
from trama.tables.lifecycle import synthesis as acts
from trama.tables.models import (
    ConsultationRemark,
    Participant,
    Path,
    PathDocumentKind,
    PathStatus,
    SynthesisParagraph,
)
from trama.tables.panels.synthesis import terms
from trama.tables.queries.minutes import address_of
from trama.tables.queries.path_documents import ON_A_PAGE, Blocks
from trama.tables.tasks import synthesis as jobs
from trama.tables.tests.factories import ContributionFactory
from trama.tables.tests.synthesis_factories import (
    accepted,
    adopted,
    consulted,
    content,
    drafted,
    final,
    heard,
    paragraph,
    reported,
    told,
)

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"paths:{name}", args=args)


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(at(name, *args)).content.decode()


# ---------------------------------------------------------------- for everybody


def test_what_was_decided_is_found_where_it_was_written(
    client: Client, said: Path, anna: User
) -> None:
    """A paragraph and the report lead to the very words of the minutes."""
    reported(said, anna)
    decision = paragraph(said, "decision:").entries.get()
    where = address_of(decision, said.code)
    address, anchor = where.split("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()
    assert f'href="{where}"' in page(client, "synthesis", said.code)
    assert where in str(content(said, PathDocumentKind.REPORT))


def test_the_draft_is_public_once_it_is_consulted_and_never_before(
    client: Client, said: Path, anna: User
) -> None:
    drafted(said, anna)
    before = page(client, "synthesis", said.code)
    assert "La sintesi non c’è ancora" in before
    assert "Mancano case" not in before
    acts.open_consultation(said, days=10, actor=anna)
    after = page(client, "synthesis", said.code)
    assert "Mancano case" in after
    assert "È una bozza" in after
    assert reverse("paths:contribution", args=[said.code, 1]) in after
    assert "Posizione diversa: resta come è stata detta" in after
    assert "Fate un’osservazione" not in after


def test_report_and_annex_are_of_the_office_until_the_act(
    client: Client, said: Path, anna: User, elena: User, carla: User, enter: Enter
) -> None:
    reported(said, anna)
    report = said.documents.get(kind=PathDocumentKind.REPORT)
    where = (said.code, report.uid)
    for someone in (client, enter(carla)):
        assert someone.get(at("document", *where)).status_code == 404
        assert someone.get(at("document_pdf", *where)).status_code == 404
    assert "Chi ha partecipato" in page(enter(anna), "document", *where)
    given = {"kind": "DD", "number": "1", "adopted_on": day_of(clock.now())}
    acts.adopt_act(said, act=given, actor=elena)
    client.logout()
    assert "Chi ha partecipato" in page(client, "document", *where)
    pdf = client.get(at("document_pdf", *where))
    assert pdf["Content-Type"] == "application/pdf"
    assert "attachment" in pdf["Content-Disposition"]
    assert "Relazione motivata" in page(client, "path", said.code)


def test_the_act_in_the_programming_leads_back_to_the_synthesis_and_forward_to_notices(
    client: Client, said: Path, anna: User, elena: User, enter: Enter
) -> None:
    adopted(said, anna, elena)
    form = {"code": "esito", "title": "Esito", "programme_kind": "coprogramming"}
    assert enter(anna).post(at("feed", said.code), form).status_code == 303
    act = ProgrammingAct.objects.get(code="esito")
    text = client.get(reverse("programming:detail", args=[act.code])).content.decode()
    assert "Sportello unico" in text
    assert at("synthesis", said.code) in text
    assert reverse("programming:detail", args=[act.code]) in page(client, "path", said.code)


# ---------------------------------------------------------------- who takes part


def test_a_body_without_an_account_remarks_from_the_letter(
    client: Client, said: Path, his: Participant, anna: User
) -> None:
    consulted(said, anna)
    where = at("consultation", his.uid)
    assert client.get(where).status_code == 404
    jobs.tell_consultation(str(said.uid))
    letter = OutgoingMessage.objects.get(recipient=his.email, purpose="tables.consultation")
    door = next(word for word in letter.text.split() if word.startswith("http"))
    client.get(door)
    about = paragraph(said, "theme:areas")
    text = client.get(where, {"capoverso": str(about.uid)}).content.decode()
    assert about.text[:40] in text
    form = {"text": "Manca la sera.", "paragraph": str(about.uid)}
    assert client.post(where, form).status_code == 303
    again = client.post(where, form)
    assert again.status_code == 422
    assert "Manca la sera." in again.content.decode()
    remark = ConsultationRemark.objects.get()
    assert (remark.paragraph, remark.participant, remark.user) == (about, his, None)


def test_a_remark_that_names_a_family_is_asked_to_be_rewritten_and_is_not_lost(
    said: Path, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    consulted(said, anna)
    answer = enter(bruno).post(
        at("consultation", his.uid), {"text": "La famiglia Rossi non ha casa."}
    )
    assert answer.status_code == 422
    assert "La famiglia Rossi non ha casa." in answer.content.decode()
    assert not ConsultationRemark.objects.exists()


def test_a_link_to_a_draft_that_was_taken_back_opens_nothing_more(
    client: Client, said: Path, his: Participant, anna: User
) -> None:
    consulted(said, anna)
    jobs.tell_consultation(str(said.uid))
    letter = OutgoingMessage.objects.get(recipient=his.email, purpose="tables.consultation")
    client.get(next(word for word in letter.text.split() if word.startswith("http")))
    acts.reopen_draft(said, reason="Manca un tavolo.", actor=anna)
    acts.open_consultation(said, days=5, actor=anna)
    assert client.get(at("consultation", his.uid)).status_code == 404


# ---------------------------------------------------------------- the office


def test_the_office_composes_writes_and_opens_the_consultation(
    said: Path, anna: User, enter: Enter
) -> None:
    client = enter(anna)
    assert "Componi la bozza della sintesi" in page(client, "desk", said.code)
    client.post(at("synthesis_compose", said.code))
    assert "si sta componendo" in page(client, "synthesis_desk", said.code)
    jobs.compose(str(said.uid))
    section = said.sections.get(kind="areas")
    new = at("paragraph_new", said.code, section.uid)
    wrong = client.post(new, {"text": "Serve altro.", "sources": "C-9999"})
    assert wrong.status_code == 422
    assert "«C-9999» non si trova" in wrong.content.decode()
    assert client.post(new, {"text": "Serve altro.", "sources": ""}).status_code == 303
    text = client.get(at("synthesis_desk", said.code), {"sezione": str(section.uid)})
    assert "senza fonte" in text.content.decode()
    assert client.post(at("consultation_open", said.code), {"days": "10"}).status_code == 303
    said.refresh_from_db()
    assert said.status == PathStatus.CONSULTATION


def test_sources_are_written_as_codes_and_addresses_and_read_back_the_same(
    said: Path, anna: User, enter: Enter
) -> None:
    drafted(said, anna)
    client = enter(anna)
    one = paragraph(said, "theme:needs_resources:housing:need")
    where = at("paragraph_edit", said.code, one.uid)
    shown = client.get(where).content.decode()
    card = one.needs.get()
    assert f"{card.uid} {card.title}" in shown
    decision = paragraph(said, "decision:").entries.get()
    source = f"https://x.example{address_of(decision, said.code)}"
    lines = f"C-0001\n{source}\n/bisogni/{card.uid}/"
    form = {"text": "Servono case.", "sources": lines, "version": "1", "note": "Più chiaro."}
    assert client.post(where, form).status_code == 303
    one.refresh_from_db()
    assert list(one.entries.all()) == [decision]
    assert list(one.needs.all()) == [card]
    assert [source.number for source in one.contributions.all()] == [1]
    assert "Più chiaro." in client.get(where).content.decode()


def test_of_two_tabs_the_second_finds_both_texts_and_can_still_save(
    said: Path, anna: User, enter: Enter
) -> None:
    drafted(said, anna)
    client = enter(anna)
    one = paragraph(said, "theme:areas")
    where = at("paragraph_edit", said.code, one.uid)
    first = {"text": "La prima.", "sources": "C-0001", "version": "1"}
    assert client.post(where, first).status_code == 303
    late = client.post(where, {**first, "text": "La seconda."})
    assert late.status_code == 409
    text = late.content.decode()
    assert "La prima." in text
    assert "La seconda." in text
    assert 'name="version" value="2"' in text
    assert client.post(where, {**first, "text": "Insieme.", "version": "2"}).status_code == 303
    one.refresh_from_db()
    assert (one.text, one.version) == ("Insieme.", 3)


def test_paragraphs_move_and_go_with_a_reason_and_come_back(
    said: Path, anna: User, enter: Enter
) -> None:
    drafted(said, anna)
    client = enter(anna)
    one = paragraph(said, "theme:networking")
    areas = said.sections.get(kind="areas")
    move = at("paragraph_move", said.code, one.uid)
    form = {"section": str(areas.uid), "after": "99", "reason": "È di là."}
    assert client.post(move, form).status_code == 422
    assert client.post(move, {**form, "after": "1"}).status_code == 303
    order = list(SynthesisParagraph.objects.filter(section=areas).order_by("position", "pk"))
    assert order[1] == one
    remove = at("paragraph_remove", said.code, one.uid)
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert client.post(remove, {"reason": "Ripete."}).status_code == 303
    shown = client.get(at("synthesis_desk", said.code), {"sezione": str(areas.uid)})
    assert "Ripete." in shown.content.decode()
    client.post(at("paragraph_restore", said.code, one.uid))
    one.refresh_from_db()
    assert one.removed_at is None


def test_the_office_answers_writes_for_who_has_no_email_and_makes_it_final(
    said: Path, his: Participant, anna: User, enter: Enter
) -> None:
    consulted(said, anna)
    client = enter(anna)
    form = {"participant": str(his.uid), "text": "Manca la sera."}
    assert client.post(at("synthesis_remark_for", said.code), form).status_code == 422
    Participant.objects.filter(pk=his.pk).update(email="")
    assert client.post(at("synthesis_remark_for", said.code), form).status_code == 303
    remark = ConsultationRemark.objects.get()
    answer = at("synthesis_answer", said.code, remark.uid)
    said_back = {"outcome": "accepted", "answer": "Giusto."}
    client.post(answer, said_back)
    assert client.post(answer, said_back).status_code == 409
    text = page(client, "synthesis", said.code)
    assert "raccolta a voce dall’ufficio" in text
    assert "Giusto." in text
    heard(said)
    client.post(at("synthesis_finalize", said.code))
    said.refresh_from_db()
    assert said.status == PathStatus.SYNTHESIS_FINAL


def test_the_executive_alone_adopts_having_proved_who_she_is(
    said: Path, anna: User, elena: User, enter: Enter
) -> None:
    reported(said, anna)
    form = {"kind": "DD", "number": "4120", "adopted_on": day_of(clock.now()).isoformat()}
    where = at("adopt", said.code)
    assert enter(anna).post(where, form).status_code == 403
    assert enter(elena, recently=False).post(where, form).status_code == 303
    said.refresh_from_db()
    assert said.status == PathStatus.RDP_REPORT
    client = enter(elena)
    assert "Sportello unico" in page(client, "adopt", said.code)
    assert client.post(where, form).status_code == 303
    assert client.post(where, form).status_code == 409
    said.refresh_from_db()
    assert said.status == PathStatus.ACT_ADOPTED


def test_the_desk_says_what_waits_for_the_office_at_each_step(
    said: Path, his: Participant, anna: User, elena: User
) -> None:
    def why() -> str:
        return " ".join(str(one.why) for one in terms(anna))

    drafted(said, anna)
    assert why() == ""
    acts.open_consultation(said, days=5, actor=anna)
    acts.remark_synthesis(said, participant=his, text="Manca la sera.", actor=None)
    assert "Un’osservazione aspetta risposta" in why()
    remark = ConsultationRemark.objects.get()
    acts.answer_remark(remark, accept=True, answer="Sì.", actor=anna)
    heard(said)
    acts.finalize(said, actor=anna)
    assert "manca la relazione" in why()


# ---------------------------------------------------------------- how much it costs


def test_a_long_document_is_read_a_page_at_a_time(said: Path, client: Client, anna: User) -> None:
    first = said.participants.order_by("pk").first()
    assert first is not None
    for n in range(ON_A_PAGE + 10):
        ContributionFactory.create(
            path=said, authors=[first], status="deferred", title=f"Rinviato numero {n:03d}"
        )
    final(said, anna)
    acts.write_report(said, text="", actor=anna)
    annex = said.documents.get(kind=PathDocumentKind.ANNEX)
    jobs.write_document(str(annex.uid))
    annex.refresh_from_db()
    total = len(annex.content["blocks"])
    blocks = Blocks(annex, total)
    assert blocks[3:7] == annex.content["blocks"][3:7]
    assert blocks[total - 1] == annex.content["blocks"][-1]
    assert blocks[5:5] == []
    Path.objects.filter(pk=said.pk).update(act=said.notice.act)
    whole = page(client, "document", said.code, annex.uid)
    last = client.get(at("document", said.code, annex.uid), {"pagina": "2"}).content.decode()
    assert "Rinviato numero 069" in last
    assert "Rinviato numero 069" not in whole


@pytest.mark.parametrize("name", ["synthesis", "synthesis_desk", "priorities"])
def test_a_page_costs_the_same_with_few_and_with_many(
    name: str, said: Path, anna: User, enter: Enter
) -> None:
    client = enter(anna)
    consulted(said, anna)
    few = _count(client, name, said.code)
    acts.reopen_draft(said, reason="Ancora.", actor=anna)
    first = said.participants.order_by("pk").first()
    assert first is not None
    theme = said.contributions.get(title="Mancano case").themes.get()
    for n in range(50):
        one = accepted(said, first, kind="need", title=f"Bisogno {n}", themes=[theme])
        acts.write_priority(
            said, title=f"Priorità {n}", text="", contributions=[one], needs=[], actor=anna
        )
    drafted(said, anna)
    acts.open_consultation(said, days=5, actor=anna)
    assert _count(client, name, said.code) == few


def _count(client: Client, name: str, *args: Any) -> int:
    page(client, name, *args)
    with CaptureQueriesContext(connection) as found:
        page(client, name, *args)
    return len(found)


def test_an_empty_compulsory_section_is_told_before_everybody_is_asked_to_read(
    path: Path, anna: User, enter: Enter
) -> None:
    told(path)
    drafted(path, anna)
    assert "Manca ancora" not in page(enter(anna), "synthesis_desk", path.code)
    third = path.sections.order_by("position")[2]
    third.paragraphs.update(removed_at=clock.now(), removed_because="È detto altrove.")
    assert f"ancora vuote: «{third}»" in page(enter(anna), "synthesis_desk", path.code)
