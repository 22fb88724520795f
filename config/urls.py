"""Italian at the root, English under /en/; what no person reads has no language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from trama.accounts import urls as accounts
from trama.core import urls as core
from trama.opendata import urls as opendata

handler400 = "trama.core.errors.bad_request"
handler403 = "trama.core.errors.permission_denied"
handler404 = "trama.core.errors.page_not_found"

urlpatterns = [
    path("", include(core.neutral)),
    path("", include(accounts.neutral)),
    path("", include(opendata.neutral)),
    *i18n_patterns(
        # First: a hundred signals a second may come in there. No two apps share an address, so
        # the order changes nothing else.
        path("", include("trama.listening.urls")),
        path("", include("trama.core.urls")),
        path("", include("trama.accounts.urls")),
        path("", include("trama.mailbox.urls")),
        path("", include("trama.ledger.urls")),
        path("", include("trama.territory.urls")),
        path("", include("trama.programming.urls")),
        path("", include("trama.organizations.urls")),
        path("", include("trama.networks.urls")),
        path("", include("trama.needs.urls")),
        path("", include("trama.notices.urls")),
        path("", include("trama.applications.urls")),
        path("", include("trama.screening.urls")),
        path("", include("trama.tables.urls")),
        path("", include("trama.learning.urls")),
        path("", include("trama.desk.urls")),
        path("", include("trama.opendata.urls")),
        path("", include("trama.portal.urls")),
        *([path("", include("trama.demo.urls"))] if settings.DEMO else []),
        *([path("", include("trama.rehearsal.urls"))] if settings.REHEARSAL else []),
        prefix_default_language=False,
    ),
]
