"""Jobs of the networks. Each may run twice and do its work once."""

from trama.networks.tasks import jobs

__all__ = ["jobs"]
