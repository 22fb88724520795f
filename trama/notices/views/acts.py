"""The page of an act: what follows, what it asks, the button. Dangerous ones ask who you are."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.core.access import require, require_moment
from trama.core.http import made, see_other, sent, show_form
from trama.notices.models import Notice
from trama.notices.views.desk import of_office
from trama.notices.views.steps import BY_NAME, ActPage


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: AuthenticatedRequest, code: str, name: str) -> HttpResponse:
    page = BY_NAME.get(name)
    if page is None:
        raise Http404
    notice = of_office(request, code)
    require(page.may(request.user, notice))
    require_moment(
        page.is_open(notice),
        _("Questo atto non è tra quelli possibili ora: l’avviso è «%(state)s».")
        % {"state": notice.get_status_display()},
        back=reverse("notices:desk", args=[notice.code]),
    )
    if page.is_dangerous:
        return _proven(request, notice=notice, page=page)
    return _answer(request, notice=notice, page=page)


def _answer(request: AuthenticatedRequest, notice: Notice, page: ActPage) -> HttpResponse:
    form = page.form(sent(request))
    # Some acts make another notice, whose desk comes next.
    landing = made(form, lambda: page.verb(notice, request.user, form.cleaned_data) or notice)
    if landing:
        messages.success(request, str(page.done))
        return see_other("notices:desk", code=landing.code)
    return show_form(request, "notices/act.html", form, {"notice": notice, "act": page})


_proven = recently_authenticated(_answer)
