"""Opening hostile documents: in a process of its own, under limits, never in ours.

`inspect` starts `python -m trama.ledger.formats.inspection`, which opens the file for real, draws
its first pages, and answers in JSON. A bomb costs that process its life, not the worker's.
"""

from trama.ledger.formats.inspection.report import Report, Sheet
from trama.ledger.formats.inspection.runner import inspect

__all__ = ["Report", "Sheet", "inspect"]
