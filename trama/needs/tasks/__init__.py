"""Jobs of needs and coverage: solvers and sums of arrays are loaded by the worker alone."""
