"""The list, before it is published: as it would be, and the act that approves it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, sent, show_form
from trama.notices.models import Notice, NoticeStatus
from trama.screening import lifecycle, queries
from trama.screening.forms import ListForm
from trama.screening.permissions import may_publish_list
from trama.screening.views.board import notice_of
from trama.screening.views.panel import desk_of, given


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """When every case has an outcome, once."""
    notice = notice_of(request, notice_code)
    require(may_publish_list(request.user, notice))
    back = desk_of(notice)
    listed = queries.published_list(notice) is not None
    require_moment(not listed, _("L’elenco è già pubblicato."), back=back)
    require_moment(
        notice.status == NoticeStatus.SCREENING,
        _("L’avviso è «%(state)s»: l’elenco si pubblica alla fine dell’istruttoria.")
        % {"state": notice.get_status_display()},
        back=back,
    )
    missing = queries.undecided(notice)
    require_moment(
        not missing,
        _("Mancano ancora %(n)d esiti: l’elenco si pubblica quando ci sono tutti.")
        % {"n": missing},
        back=back,
    )
    return _publish(request, notice=notice)


@recently_authenticated
def _publish(request: AuthenticatedRequest, notice: Notice) -> HttpResponse:
    owed = queries.minutes_owed(notice)
    form = ListForm(sent(request), asks_why=bool(owed))
    if accepted(
        form,
        lambda: lifecycle.publish_list(
            notice,
            act=given(form),
            actor=request.user,
            without_minutes=form.cleaned_data.get("without_minutes", ""),
        ),
    ):
        messages.success(
            request, _("Elenco pubblicato. Ogni ente riceve il suo esito con le motivazioni.")
        )
        return see_other("screening:list", notice_code=notice.code)
    context = {"notice": notice, "rows": queries.list_rows(notice), "owed": owed}
    return show_form(request, "screening/publish.html", form, context)
