"""Letters of the lab and of its practices."""

from trama.learning.emails import lab

__all__ = ["lab"]
