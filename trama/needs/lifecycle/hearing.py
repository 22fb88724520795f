"""What people say becomes part of a need card, or the beginning of one."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.listening.lifecycle import turns
from trama.listening.models import NeedSignal, TurnKind
from trama.needs.lifecycle import voices
from trama.needs.lifecycle.cards import WRITABLE, save_need
from trama.needs.models import CardStatus, EvidenceGrade, Need, NeedHearing
from trama.organizations.models import Organization

TITLE = 200


@transaction.atomic
def join(signal: NeedSignal, need: Need, *, actor: User) -> list[NeedHearing]:
    """The signal, and those of its group, speak of this need. Where the card is public, whoever has
    confirmed an address is told."""
    at = clock.now()
    # Nobody closes the card or joins it to another until the act ends.
    locked = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if locked.status not in WRITABLE:
        raise ActRefused(_("La scheda è chiusa o unita a un’altra: scegli quella che vale."))
    joined = turns.join(signal, actor=actor, need=str(need.uid))
    made = NeedHearing.objects.bulk_create(
        NeedHearing(need=locked, signal=one, joined_by=actor, joined_at=at) for one in joined
    )
    facts = {"signals": len(joined)}
    events.record(events.Act("hear", locked, actor, at, facts))
    if locked.status == CardStatus.PUBLISHED:
        turns.tell(signal, TurnKind.STEP, voices.entered(locked), actor=actor)
    return made


@transaction.atomic
def draft_from(
    signal: NeedSignal,
    *,
    actor: User,
    organization: Organization | None = None,
    office: Office | None = None,
) -> Need:
    """A new draft card from what the signal says in public, with it and its group joined."""
    if not (signal.public_text and signal.theme and signal.zone):
        raise ActRefused(
            _("Per cominciare una scheda servono il testo pubblico, il tema e la zona: scrivili "
              "prima sulla segnalazione. Nulla è cambiato.")
        )  # fmt: skip
    need = save_need(
        {
            "title": signal.public_text.split("\n")[0][:TITLE],
            "description": signal.public_text,
            "theme": signal.theme,
            "zones": [signal.zone],
            "targets": [],
            "evidence": EvidenceGrade.WITNESSED,
            "evidence_note": _("Detto da chi vive nel quartiere, raccolto con l’ascolto."),
        },
        actor=actor,
        organization=organization,
        office=office,
    )
    join(signal, need, actor=actor)
    return need
