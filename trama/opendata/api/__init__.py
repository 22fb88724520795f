"""The read API: notices, published lists, the register of bodies; for anybody, without signing in.

Addresses, codes and errors have no language; texts are in Italian, as the acts are.
"""

from django.conf import settings

from trama.opendata.api import coverage, notices, organizations, status
from trama.opendata.api.contract import Contract
from trama.opendata.api.problems import handle_errors
from trama.opendata.api.schemas import refuse_unknown_parameters
from trama.opendata.rules import API_VERSION

api = Contract(
    title="Trama, open data",
    version=API_VERSION,
    description=(
        "Public notices of shared administration (co-programmazione, co-progettazione: Italian "
        "Third Sector Code, art. 55), the published lists of admitted and not admitted bodies, and "
        "the public register of bodies. Read only, no sign-in. Texts are in Italian; instants are "
        "ISO 8601 in UTC; what is not known is null. Errors are problem details (RFC 9457)."
    ),
    docs_url=None,
    urls_namespace="api",
    openapi_extra={
        "info": {
            "summary": "Public notices, published lists and the register of bodies",
            "x-summary": "Public notices, published lists and the register of bodies",
            "contact": {
                "name": settings.PLATFORM["owner"],
                "email": settings.PLATFORM["contact"],
            },
            "license": {
                "name": "CC BY 4.0",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "tags": [
            {"name": "notices", "description": "Public notices and their published lists."},
            {"name": "organizations", "description": "The public register of bodies."},
            {"name": "coverage", "description": "Needs, resources and risk, zone by zone."},
            {"name": "status", "description": "Whether the service answers."},
        ],
    },
)
handle_errors(api)
api.add_decorator(refuse_unknown_parameters)
api.add_router("", notices.router)
api.add_router("", organizations.router)
api.add_router("", coverage.router)
api.add_router("", status.router)
