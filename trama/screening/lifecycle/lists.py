"""The list of admitted and not admitted bodies, each with its reason: never a ranking."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import keep_document, publish
from trama.ledger.models import AdministrativeAct, Duty
from trama.notices.models import Notice, NoticeStatus
from trama.screening.emails import send_outcome
from trama.screening.lifecycle.acts import GivenAct, act_of
from trama.screening.lifecycle.minutes import publish_minutes, require_minutes
from trama.screening.models import AdmissionList, AdmissionListStatus, ScreeningCase
from trama.screening.queries import list_rows, undecided


@transaction.atomic
def publish_list(
    notice: Notice,
    *,
    act: AdministrativeAct | GivenAct,
    actor: User,
    without_minutes: str = "",
) -> AdmissionList:
    """Pubblica l’elenco: when every case is decided and in approved minutes; each body is told.

    `without_minutes`: why some of it is in none.
    """
    at = clock.now()
    rows = _rows_to_publish(notice)
    require_minutes(notice, without_minutes, actor=actor, at=at)
    adopted = act_of(notice, act, actor=actor, at=at)
    listed, _created = AdmissionList.objects.get_or_create(notice=notice)
    move(
        listed,
        AdmissionListStatus.PUBLISHED,
        verb="publish_list",
        actor=actor,
        at=at,
        act=adopted,
        published_at=at,
        rows=rows,
    )
    with translation.override("it"):
        path = reverse("screening:list", args=[notice.code])
        title = _("Elenco degli ammessi e dei non ammessi")
    publish(notice.code, Duty.ADMISSION_LIST, title, at=at, actor=actor, act=adopted, path=path)
    publish_minutes(notice, actor=actor, at=at)
    jobs.defer("screening.write_list", queue="documents", list_id=listed.pk)
    jobs.defer("screening.send_outcomes", queue="mail", list_id=listed.pk)
    return listed


def _rows_to_publish(notice: Notice) -> list[dict[str, Any]]:
    """What the list says, once nothing is missing: held as it is until the list is out."""
    status = _held(notice)
    waiting = undecided(notice)
    if waiting:
        raise ActRefused(
            _("L’elenco si pubblica quando tutte le domande hanno un esito: ne mancano %(n)d.")
            % {"n": waiting}
        )
    rows = list_rows(notice)
    if not rows:
        raise ActRefused(_("Non c’è alcuna domanda da mettere in elenco. Nulla è pubblicato."))
    if status != NoticeStatus.SCREENING:
        raise ActRefused(_("L’avviso non è in istruttoria: nulla è stato pubblicato."))
    return rows


def _held(notice: Notice) -> str:
    """The status of the notice, held with its cases: what the list reads is what it publishes.

    An application arriving at this moment holds the notice too, and an act on a case its row:
    either comes before, and is read here, or waits and finds the list published.
    """
    locked = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    cases = ScreeningCase.objects.select_for_update(of=("self",), no_key=True)
    list(cases.filter(application__notice=notice).order_by("pk").values_list("pk"))
    return locked.status


@transaction.atomic
def keep_list_document(listed: AdmissionList, content: bytes) -> bool:
    """The list on paper joins the published list and the register: once, then False."""
    at = clock.now()
    locked = AdmissionList.objects.select_for_update(no_key=True).get(pk=listed.pk)
    if locked.status != AdmissionListStatus.PUBLISHED or locked.document_id is not None:
        return False
    code = locked.dossier
    document = keep_document(
        content, name=f"{code}-elenco.pdf", media_type="application/pdf", at=at, dossier=code
    )
    AdmissionList.objects.filter(pk=locked.pk).update(document=document)
    with translation.override("it"):
        title = _("Elenco degli ammessi e dei non ammessi, PDF")
    publish(code, Duty.ADMISSION_LIST, title, at=at, actor=None, act=locked.act, document=document)
    return True


def tell_outcome(case: ScreeningCase) -> bool:
    """Comunicazione dell’esito (L. 241/1990, art. 3): to the body, once, with its reasons.

    False when it was told already. A body without any address stays to be told by hand.
    """
    at = clock.now()
    with transaction.atomic():
        told = ScreeningCase.objects.filter(pk=case.pk, told_at=None).update(told_at=at)
        if not told:
            return False
        if send_outcome(case, at) is None:
            transaction.set_rollback(True)
            return False
        payload = {"outcome": case.status}
        events.record(events.Act("tell_outcome", case, None, at, payload))
    return True
