"""Acts adopted outside and recorded here, and the register of what was published."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import events
from trama.core.workflow import ActRefused
from trama.ledger.models import (
    AdministrativeAct,
    Document,
    DocumentStatus,
    Duty,
    Publication,
)


@transaction.atomic
def record_act(
    *,
    kind: str,
    number: str,
    adopted_on: date,
    organ: str = "",
    title: str = "",
    url: str = "",
    document: Document | None = None,
    actor: User | None,
    at: datetime,
) -> AdministrativeAct:
    """Record an act that the organ adopted: the same act (kind, number, date) is the same row.

    What the row did not yet say is added to it; what it says already stays.
    """
    said = {"organ": organ, "title": title, "url": url, "document": document}
    act, created = AdministrativeAct.objects.get_or_create(
        kind=kind, number=number.strip(), adopted_on=adopted_on, defaults=said
    )
    new = said if created else {k: v for k, v in said.items() if v and not getattr(act, k)}
    if not (created or new):
        return act
    for name, value in new.items():
        setattr(act, name, value)
    if not created:
        act.save(update_fields=list(new))
    facts = {
        **{name: value for name, value in new.items() if name != "document"},
        "act": f"{act.kind} {act.number} {act.adopted_on.isoformat()}",
        "document": document.sha256 if document else None,
    }
    events.record(events.Act("record" if created else "complete", act, actor, at, facts))
    return act


@transaction.atomic
def publish(
    dossier: str,
    duty: str,
    title: str,
    *,
    at: datetime,
    actor: User | None,
    act: AdministrativeAct | None = None,
    document: Document | None = None,
    path: str = "",
) -> Publication:
    """Enter in the register what is public from `at` on, and which duty it satisfies.

    The public downloads only documents that the worker has opened: any other is refused.
    """
    if duty not in Duty.values:
        raise ValueError(f"{duty!r} is no duty of publication.")
    if document is not None:
        _require_checked(document)
    publication = Publication.objects.create(
        dossier=dossier,
        duty=duty,
        title=title[:300],
        act=act,
        document=document,
        path=path,
        published_at=at,
    )
    facts = {
        "duty": duty,
        "title": publication.title,
        "path": path,
        "act": str(act.uid) if act else None,
        "document": document.sha256 if document else None,
    }
    events.record(events.Act("publish", publication, actor, at, facts))
    return publication


def _require_checked(document: Document) -> None:
    if document.status != DocumentStatus.CHECKED:
        raise ActRefused(
            _(
                "Il documento «%(name)s» non è ancora controllato o non si apre: "
                "non si può pubblicare. Nulla è cambiato; riprova tra poco o sostituiscilo."
            )
            % {"name": document.name}
        )
