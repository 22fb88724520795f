"""The public face: home, search, and the pages that a public site owes."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.core import search as global_search
from trama.core.plans import planned_afresh
from trama.notices.models import Notice
from trama.notices.queries import open_now
from trama.organizations.models import Organization
from trama.portal import queries
from trama.portal.forms import SearchForm

RESULTS_OF_EACH_KIND = 20


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    context = {
        "now": at,
        "open_notices": list(open_now(at).select_related("strand")),
        "procedures": queries.procedures(at),
        "figures": queries.figures(),
        "acts": queries.latest_acts(),
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
@planned_afresh()
def search(request: HttpRequest) -> HttpResponse:
    """What every app offers to whoever looks for words; an empty question finds nothing."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    results = global_search.find(words, RESULTS_OF_EACH_KIND) if words else []
    context = {"form": form, "words": words, "results": results}
    return render(request, "portal/search.html", context)


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that a public site owes: its words are its template's."""
    return render(request, f"portal/pages/{name}.html")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /scrivania/",
        "Disallow: /domande/",
        "Disallow: /collegamenti/",
        f"Sitemap: {settings.BASE_URL}{reverse('portal:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to write of a weakness (RFC 9116)."""
    expires = clock.now().replace(microsecond=0, month=12, day=31)
    lines = [
        f"Contact: mailto:{settings.PLATFORM['contact']}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: it, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class NoticeSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """The public notices."""

    def items(self) -> QuerySet[Notice]:
        return Notice.objects.public().order_by("pk")

    def location(self, item: Notice) -> str:
        return reverse("notices:detail", args=[item.code])


class OrganizationSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """The bodies of the register, a page of the map each few thousand."""

    limit = 5000

    def items(self) -> QuerySet[Organization]:
        return Organization.objects.public().order_by("pk")

    def location(self, item: Organization) -> str:
        return reverse("organizations:detail", args=[item.uid])


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["portal:home", "notices:list", "organizations:list", "portal:accessibility"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {
    "pages": PageSitemap,
    "notices": NoticeSitemap,
    "organizations": OrganizationSitemap,
}


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> TemplateResponse:
    """The map of the public pages, at the address of this installation."""
    return sitemap_view(request, SITEMAPS, content_type="application/xml")
