"""Where allauth asks us: what it calls each thing, whom it believes, what it sends."""

from trama.accounts.adapter.access import AccountAdapter
from trama.accounts.adapter.factors import SecondFactorAdapter
from trama.accounts.adapter.identity import SocialAccountAdapter

__all__ = ["AccountAdapter", "SecondFactorAdapter", "SocialAccountAdapter"]
