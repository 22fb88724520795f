"""On the page of a signal: the need it speaks of, or the way to tie it to one."""

from django.http import HttpRequest

from trama.accounts.models import User
from trama.core.panels import Panel
from trama.listening.models import NeedSignal, SignalStatus
from trama.needs.forms.hearing import HearForm
from trama.needs.models import NeedHearing
from trama.needs.permissions.cards import may_write_cards


def of_signal(request: HttpRequest, signal: NeedSignal) -> Panel | None:
    rows = NeedHearing.objects.filter(signal=signal)
    found = rows.select_related("need").only("need__uid", "need__title").first()
    user = request.user
    is_open = signal.status == SignalStatus.ACCEPTED
    if not isinstance(user, User) or (found is None and not is_open):
        return None
    context = {
        "signal": signal,
        "need": found.need if found else None,
        "form": HearForm(signal, user) if is_open and found is None else None,
        "may_write": may_write_cards(user),
    }
    return Panel("needs/_of_signal.html", context)
