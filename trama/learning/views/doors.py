"""The way to a term, and in whose name one goes in."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.learning.models import Speaker, Term
from trama.learning.permissions.terms import may_curate, speakers_of


def term_of(request: HttpRequest, slug: str) -> Term:
    return get_object_or_404(Term.objects.visible_to(request.user), slug=slug)


def speaking(request: AuthenticatedRequest) -> list[Speaker]:
    """For whoever may speak for a side."""
    found = speakers_of(request.user)
    require(bool(found))
    return found


def curated_term(request: AuthenticatedRequest, slug: str) -> Term:
    """For whoever puts terms in force."""
    term = term_of(request, slug)
    require(may_curate(request.user))
    return term
