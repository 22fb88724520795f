from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from trama.accounts.models import User
from trama.applications import lifecycle, queries, rules
from trama.applications.models import (
    Application,
    ApplicationBasis,
    ApplicationStatus,
    AttachmentPurpose,
    DeclarationCode,
)
from trama.applications.tests.factories import (
    AttachmentFactory,
    DocumentFactory,
    fill,
)
from trama.applications.tests.sending import NOON, close_at, submit
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import canonical, publish
from trama.ledger.models import (
    Document,
    DocumentStatus,
    Duty,
    Event,
    Opening,
    RegistryEntry,
)
from trama.notices.models import Notice, NoticeStatus, SigningMode
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]
DECLARED = {code.value: "on" for code in DeclarationCode}


def receipts_owed(application: Application) -> int:
    owed = {"application_id": application.pk}
    return ProcrastinateJob.objects.filter(task_name="applications.send_receipt", args=owed).count()


def sign_page(application: Application) -> str:
    return reverse("applications:sign", args=[application.uid])


# ---------------------------------------------------------------- the act


def test_bruno_presents_and_the_act_is_in_the_book(
    client: Client, ready: Application, bruno: User, identity: None, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.force_login(bruno)
    data = {"mode": "digital_identity", **DECLARED}
    headers = {"X-Request-Start": "t=1700000000.5"}
    response = client.post(sign_page(ready), data, headers=headers)
    ready.refresh_from_db()
    assert response.headers["Location"] == reverse("applications:receipt", args=[ready.uid])
    assert ready.status == ApplicationStatus.SUBMITTED
    assert ready.basis == ApplicationBasis.DIGITAL_IDENTITY
    assert ready.arrived_at is not None
    assert ready.arrived_at.timestamp() == 1700000000.5
    event = Event.objects.get(verb="submit")
    assert (event.actor_id, event.dossier) == (bruno.pk, ready.notice.code)
    assert event.occurred_at == ready.presented_at
    assert ready.entry is not None
    assert str(ready.entry) in Opening.objects.get(event=event).payload
    assert receipts_owed(ready) == 1


def test_its_documents_enter_the_procedures_file(ready: Application, bruno: User) -> None:
    Document.objects.update(dossier_code="")
    submit(ready, bruno)
    assert set(Document.objects.values_list("dossier_code", flat=True)) == {ready.notice.code}


@pytest.mark.parametrize(
    ("milliseconds", "status"),
    [
        (-1000, ApplicationStatus.SUBMITTED),
        (0, ApplicationStatus.SUBMITTED),
        (900, ApplicationStatus.SUBMITTED),
        (1000, ApplicationStatus.LATE),
    ],
)
def test_a_second_after_noon_is_late_and_kept(
    ready: Application,
    bruno: User,
    stop_clock: StopClock,
    milliseconds: int,
    status: ApplicationStatus,
) -> None:
    close_at(ready.notice, NOON)
    instant = NOON + timedelta(milliseconds=milliseconds)
    stop_clock(instant)
    submit(ready, bruno)
    assert (ready.status, ready.presented_at) == (status, instant)
    assert receipts_owed(ready) == 1


def test_the_verdict_reads_the_window_as_it_stands_in_the_database(
    ready: Application, bruno: User
) -> None:
    remembered = ready.notice.closes_at
    assert remembered is not None
    assert remembered > NOON
    close_at(ready.notice, NOON)
    submit(ready, bruno)
    assert ready.status == ApplicationStatus.LATE


def test_two_tabs_present_once_and_the_second_reads_the_receipt(
    client: Client, ready: Application, bruno: User, identity: None
) -> None:
    client.force_login(bruno)
    data = {"mode": "digital_identity", **DECLARED}
    for _ in range(2):
        response = client.post(sign_page(ready), data, follow=True)
    assert "era già stata presentata" in response.content.decode()
    assert Event.objects.filter(verb="submit").count() == receipts_owed(ready) == 1
    assert RegistryEntry.objects.count() == 1


def test_who_presents_a_stale_copy_is_told_it_was_sent(ready: Application, bruno: User) -> None:
    stale = Application.objects.get(pk=ready.pk)
    submit(ready, bruno)
    with pytest.raises(lifecycle.AlreadySent):
        submit(stale, bruno)


def test_an_act_rolled_back_owes_no_receipt_and_burns_no_number(
    ready: Application, bruno: User
) -> None:
    with transaction.atomic():
        submit(ready, bruno)
        transaction.set_rollback(True)
    assert receipts_owed(ready) == RegistryEntry.objects.count() == 0
    ready.refresh_from_db()
    submit(ready, bruno)
    assert (ready.entry.number if ready.entry else None) == 1


@pytest.mark.parametrize("late", [False, True])
def test_the_last_application_in_time_stands(ready: Application, bruno: User, late: bool) -> None:
    submit(ready, bruno)
    again = lifecycle.start(ready.notice, ready.organization, actor=bruno)
    again.answers.all().delete()
    again.experiences.all().delete()
    fill(again)
    if late:
        close_at(ready.notice, NOON)
    submit(again, bruno)
    statuses = list(Application.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == (["submitted", "late"] if late else ["superseded", "submitted"])


@pytest.mark.parametrize(
    "status", [NoticeStatus.SUSPENDED, NoticeStatus.REVOKED, NoticeStatus.CONCLUDED]
)
def test_a_notice_that_takes_no_more_refuses_and_keeps_the_draft(
    ready: Application, bruno: User, status: NoticeStatus
) -> None:
    Notice.objects.update(status=status)
    with pytest.raises(ActRefused, match="conservato"):
        submit(ready, bruno)
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.DRAFT


def test_once_the_list_is_out_nothing_more_is_presented(ready: Application, bruno: User) -> None:
    close_at(ready.notice, NOON)
    Notice.objects.update(status=NoticeStatus.SCREENING)
    publish(ready.notice.code, Duty.ADMISSION_LIST, "Elenco", at=clock.now(), actor=None)
    with pytest.raises(ActRefused, match="già pubblicato"):
        submit(ready, bruno)
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.DRAFT


def test_a_notice_revoked_while_the_page_was_open_takes_nothing_and_burns_no_number(
    ready: Application, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = lifecycle.window.must_receive

    def revoked_meanwhile(notice: Notice) -> None:
        checks(notice)
        Notice.objects.update(status=NoticeStatus.REVOKED)

    monkeypatch.setattr(lifecycle.submission, "must_receive", revoked_meanwhile)
    with pytest.raises(ActRefused):
        submit(ready, bruno)
    assert Application.objects.get().status == ApplicationStatus.DRAFT
    assert not RegistryEntry.objects.exists()


def test_what_whoever_asks_says_of_its_own_arrival_is_no_evidence(
    client: Client, ready: Application, bruno: User, identity: None
) -> None:
    client.force_login(bruno)
    data = {"mode": "digital_identity", **DECLARED}
    client.post(sign_page(ready), data, headers={"X-Request-Start": "t=1700000000.5"})
    ready.refresh_from_db()
    assert (ready.status, ready.arrived_at) == (ApplicationStatus.SUBMITTED, None)


# ---------------------------------------------------------------- who, and how it is signed


def test_chiara_who_cannot_sign_is_refused(
    client: Client, ready: Application, chiara: User, identity: None
) -> None:
    client.force_login(chiara)
    data = {"mode": "digital_identity", **DECLARED}
    assert client.post(sign_page(ready), data).status_code == 403
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.DRAFT


def test_a_password_alone_does_not_sign_and_the_page_says_what_does(
    client: Client, ready: Application, bruno: User
) -> None:
    client.force_login(bruno)
    response = client.post(sign_page(ready), {"mode": "digital_identity", **DECLARED})
    page = response.content.decode()
    assert response.status_code == 422
    assert "SPID o CIE" in page
    assert "La domanda è salvata" in page
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.DRAFT


def test_without_a_declaration_nothing_is_sent(
    client: Client, ready: Application, bruno: User, identity: None
) -> None:
    client.force_login(bruno)
    assert client.post(sign_page(ready), {"mode": "digital_identity"}).status_code == 422
    with pytest.raises(lifecycle.Incomplete, match="liberatoria"):
        submit(ready, bruno, declarations=["truth", "privacy"])


def test_what_is_missing_is_listed_each_with_its_place(
    client: Client, draft: Application, bruno: User, identity: None
) -> None:
    client.force_login(bruno)
    response = client.post(sign_page(draft), {"mode": "digital_identity", **DECLARED})
    page = response.content.decode()
    assert response.status_code == 422
    for label in ("Quale bisogno non ha risposta?", "Statuto e atto costitutivo"):
        assert label in page
    assert f"{reverse('applications:answers', args=[draft.uid])}#id_bisogno" in page
    with pytest.raises(lifecycle.Incomplete) as refusal:
        submit(draft, bruno)
    assert [item.part for item in refusal.value.items] == [
        "answers", "answers", "answers", "experiences", "documents", "documents",
    ]  # fmt: skip


def test_a_required_document_that_does_not_open_is_as_missing(
    ready: Application, bruno: User
) -> None:
    Document.objects.update(status=DocumentStatus.REFUSED)
    with pytest.raises(lifecycle.Incomplete, match="non si apre"):
        submit(ready, bruno)


def test_a_document_still_in_its_check_makes_nobody_wait(ready: Application, bruno: User) -> None:
    Document.objects.update(status=DocumentStatus.RECEIVED)
    submit(ready, bruno)
    assert ready.status == ApplicationStatus.SUBMITTED


def test_a_signature_that_the_notice_does_not_allow_is_refused(
    ready: Application, bruno: User
) -> None:
    with pytest.raises(ActRefused, match="non ammette questa firma"):
        submit(ready, bruno, mode=SigningMode.HANDWRITTEN)


def with_form(application: Application, at: datetime) -> None:
    """As when the worker has made the PDF."""
    digest = rules.fingerprint(queries.signed_content(application, queries.content(application)))
    application.form = DocumentFactory.create(received_at=at)
    application.form_digest = digest
    application.save(update_fields=["form", "form_digest"])


def signed(application: Application, at: datetime, purpose: AttachmentPurpose) -> None:
    AttachmentFactory.create(
        application=application, purpose=purpose, document=DocumentFactory.create(received_at=at)
    )


def test_the_signed_pdf_of_these_answers_signs(ready: Application, bruno: User) -> None:
    now = clock.now()
    by_file = {"mode": SigningMode.SIGNED_FILE, "digital_identity": False}
    with pytest.raises(lifecycle.Incomplete, match="il PDF della domanda da firmare"):
        submit(ready, bruno, **by_file)
    with_form(ready, now)
    with pytest.raises(lifecycle.Incomplete, match="la domanda firmata"):
        submit(ready, bruno, **by_file)
    signed(ready, now + timedelta(seconds=1), AttachmentPurpose.SIGNED_FORM)
    submit(ready, bruno, **by_file)
    assert ready.basis == ApplicationBasis.SIGNED_FILE


def test_a_signed_file_that_does_not_open_signs_nothing(ready: Application, bruno: User) -> None:
    now = clock.now()
    with_form(ready, now)
    signed(ready, now, AttachmentPurpose.SIGNED_FORM)
    Document.objects.filter(attachment__purpose=AttachmentPurpose.SIGNED_FORM).update(
        status=DocumentStatus.REFUSED
    )
    with pytest.raises(lifecycle.Incomplete, match="non si apre"):
        submit(ready, bruno, mode=SigningMode.SIGNED_FILE, digital_identity=False)


def test_answers_changed_after_the_pdf_make_its_signature_stale(
    ready: Application, bruno: User
) -> None:
    now = clock.now()
    with_form(ready, now)
    signed(ready, now, AttachmentPurpose.SIGNED_FORM)
    lifecycle.save_answers(ready, {"bisogno": "Un’altra cosa."}, actor=bruno)
    with pytest.raises(lifecycle.Incomplete, match="cambiate dopo il PDF"):
        submit(ready, bruno, mode=SigningMode.SIGNED_FILE, digital_identity=False)


def test_a_file_signed_before_the_last_pdf_signs_another_text(
    ready: Application, bruno: User
) -> None:
    now = clock.now()
    signed(ready, now, AttachmentPurpose.SIGNED_FORM)
    with_form(ready, now + timedelta(minutes=1))
    with pytest.raises(lifecycle.Incomplete, match="sull’ultimo PDF"):
        submit(ready, bruno, mode=SigningMode.SIGNED_FILE, digital_identity=False)


def test_a_signature_by_hand_wants_the_identity_document_too(
    ready: Application, bruno: User
) -> None:
    Notice.objects.update(signing_modes=[SigningMode.HANDWRITTEN])
    now = clock.now()
    with_form(ready, now)
    signed(ready, now, AttachmentPurpose.SIGNED_FORM)
    by_hand = {"mode": SigningMode.HANDWRITTEN, "digital_identity": False}
    with pytest.raises(lifecycle.Incomplete, match="documento d’identità"):
        submit(ready, bruno, **by_hand)
    signed(ready, now, AttachmentPurpose.IDENTITY)
    submit(ready, bruno, **by_hand)
    assert ready.basis == ApplicationBasis.HANDWRITTEN


# ---------------------------------------------------------------- digest, queries


def test_the_digest_is_of_the_canonical_content_and_does_not_move(
    ready: Application, bruno: User
) -> None:
    submit(ready, bruno)
    again = queries.frozen_content(ready, queries.content(ready), ready.declarations)
    assert rules.fingerprint(again) == ready.digest
    assert ready.digest != rules.fingerprint({**again, "declarations": []})
    assert '"sha256":' in canonical(again)


def test_the_same_content_in_another_order_has_the_same_digest(
    ready: Application, bruno: User, organization: Organization
) -> None:
    found = queries.content(ready)
    first = queries.frozen_content(ready, found, ["truth", "privacy"])
    found.attachments.reverse()
    assert queries.frozen_content(ready, found, ["privacy", "truth"]) == first


def test_presenting_costs_few_queries(
    client: Client, ready: Application, bruno: User, identity: None
) -> None:
    client.force_login(bruno)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        client.post(sign_page(ready), {"mode": "digital_identity", **DECLARED})
    real = [q["sql"] for q in spent.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(real) <= 28, "\n".join(real)
