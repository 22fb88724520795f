"""Jobs of what is learnt together. Each may run twice and do its work once."""

from trama.learning.tasks import certificates, groups, lab, usage

__all__ = ["certificates", "groups", "lab", "usage"]
