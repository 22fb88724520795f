"""What is done to a rehearsal as a whole; each verb refuses any other database."""

from trama.rehearsal.lifecycle.clock import begin_again, only_in_rehearsal, send_ahead, step
from trama.rehearsal.lifecycle.roles import swap

__all__ = ["begin_again", "only_in_rehearsal", "send_ahead", "step", "swap"]
