"""Jobs of needs and coverage: solvers and sums of arrays are loaded by the worker alone."""

from trama.needs.tasks import cards, coverage, pulse, scenarios, workbook

__all__ = ["cards", "coverage", "pulse", "scenarios", "workbook"]
