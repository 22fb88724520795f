"""An integer program, row by row, solved by HiGHS in the same way every time."""

from collections.abc import Iterable, Mapping

import highspy
import numpy as np

from trama.needs.tasks.sums.city import Floats

SEED = 20_260_101


class Program:
    """Columns with bounds and worth, rows with a least or a most; it maximizes worth."""

    def __init__(self) -> None:
        self._columns: list[tuple[float, float, float, bool]] = []
        self._rows: list[tuple[float, float]] = []
        self._starts = [0]
        self._index: list[int] = []
        self._values: list[float] = []
        self._highs = highspy.Highs()
        self._bound = highspy.kHighsInf

    def column(self, least: float, most: float, *, worth: float = 0.0, whole: bool = False) -> int:
        self._columns.append((least, most, worth, whole))
        return len(self._columns) - 1

    def row(
        self,
        terms: Iterable[tuple[int, float]],
        *,
        least: float = -highspy.kHighsInf,
        most: float = highspy.kHighsInf,
    ) -> None:
        for column, factor in terms:
            self._index.append(column)
            self._values.append(factor)
        self._starts.append(len(self._index))
        self._rows.append((least, most))

    def maximize(self, *, seconds: float, nodes: int) -> highspy.HighsModelStatus:
        """One thread and a fixed seed: steps are the same everywhere, seconds are not."""
        self._highs.silent()
        self._highs.passModel(self._model())
        self._run(seconds, nodes)
        self._bound = float(self._highs.getInfo().mip_dual_bound)
        return self._highs.getModelStatus()

    def _run(self, seconds: float, nodes: int) -> None:
        until = self._highs.getRunTime() + seconds  # its clock counts from the first run
        options = {
            "threads": 1, "random_seed": SEED, "time_limit": until, "mip_max_nodes": nodes,
            "mip_rel_gap": 1e-6, "mip_abs_gap": 1e-6, "mip_feasibility_tolerance": 1e-8,
        }  # fmt: skip
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._highs.run()

    def cheapen(
        self, costs: Mapping[int, float], *, worth: float, seconds: float, nodes: int
    ) -> None:
        """Of the solutions worth as much, one that costs least: `values` gives it from here on,
        when one is found in time."""
        highs, columns = self._highs, np.arange(len(self._columns), dtype=np.int32)
        worths = np.array([column[2] for column in self._columns])
        highs.addRow(worth, highspy.kHighsInf, len(columns), columns, worths)
        spent = np.array([-costs.get(int(column), 0.0) for column in columns])
        highs.changeColsCost(len(columns), columns, spent)
        self._run(seconds, nodes)

    def _model(self) -> highspy.HighsLp:
        least, most, worth, whole = (
            np.array(values) for values in zip(*self._columns, strict=True)
        )
        model = highspy.HighsLp()
        model.sense_ = highspy.ObjSense.kMaximize
        model.num_col_, model.num_row_ = len(self._columns), len(self._rows)
        model.col_lower_, model.col_upper_, model.col_cost_ = least, most, worth
        model.row_lower_ = np.array([row[0] for row in self._rows])
        model.row_upper_ = np.array([row[1] for row in self._rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self._starts)
        model.a_matrix_.index_ = np.array(self._index)
        model.a_matrix_.value_ = np.array(self._values)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in whole]
        return model

    def values(self) -> Floats | None:
        """What each column is in the best that was found; None: nothing was."""
        if (
            self._highs.getInfo().primal_solution_status
            != highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            return None
        return np.array(self._highs.getSolution().col_value)

    def bound(self) -> float:
        """No solution is worth more than this, and that is proved."""
        return self._bound
