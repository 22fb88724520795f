"""Gruppi di opinione: who answers alike, by the published method of Polis. Only jobs import it.

Small and others, RECERCA 26(2), 2021. Each voter is a row of answers (+1 agree, 0 pass, −1
disagree); what was not answered takes the statement's mean. The first two principal components
make a map; who answered little is pulled out from its center by √(statements / answers). k-means
cuts the map in two to five groups, and the silhouette chooses how many.

Two steps of Polis are left out because the platform knows hundreds of voters and counts once: the
first reduction to a hundred points, and the memory of the former number of groups. The draws of
k-means come from a fixed seed and voters are taken in order: the same answers give the same groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trama.tables.rules.opinion import Answers, mapped, why_no_clusters

VERSION = "clusters-1"
SEED = 2021
MOST_GROUPS = 5
STARTS, ROUNDS = 10, 100
BLOCK = 500  # rows of distances at a time
NAMES = "ABCDE"
SCORE = {"agree": 1.0, "pass": 0.0, "disagree": -1.0}

Matrix = NDArray[np.float64]
Labels = NDArray[np.int_]


@dataclass(frozen=True)
class Clusters:
    """`groups`: voter → A (the largest), B… `points`: voter → place on the map. `silhouette`:
    from −1 to 1, how well apart the groups are (Rousseeuw 1987)."""

    groups: Mapping[str, str]
    points: Mapping[str, tuple[float, float]]
    silhouette: float


def clusters(statements: Sequence[str], answers: Answers) -> Clusters | None:
    """None where voters or statements are too few, or where all answer the same."""
    if why_no_clusters(statements, answers):
        return None
    voters = mapped(statements, answers)
    points = _project(_matrix(sorted(statements), voters, answers))
    best: tuple[float, Labels] | None = None
    for number in range(2, MOST_GROUPS + 1):
        if len(np.unique(points, axis=0)) < number:
            break
        labels = _kmeans(points, number)
        score = _silhouette(points, labels)
        if best is None or score > best[0]:
            best = (score, labels)
    if best is None:
        return None
    names = _names(best[1])
    return Clusters(
        groups={voter: names[label] for voter, label in zip(voters, best[1].tolist(), strict=True)},
        points={voter: (float(x), float(y)) for voter, (x, y) in zip(voters, points, strict=True)},
        silhouette=best[0],
    )


def _matrix(statements: Sequence[str], voters: Sequence[str], answers: Answers) -> Matrix:
    """Rows voters, columns the statements that any of them answered; NaN: no answer."""
    full = np.array(
        [
            [SCORE[answers[voter][one]] if one in answers[voter] else np.nan for one in statements]
            for voter in voters
        ]
    )
    return full[:, ~np.isnan(full).all(axis=0)]


def _project(matrix: Matrix) -> Matrix:
    """Every voter's place on the map. Filling with the mean and centering leave zeros."""
    answered = ~np.isnan(matrix)
    centered = np.where(answered, matrix - np.nanmean(matrix, axis=0), 0.0)
    components = np.linalg.svd(centered, full_matrices=False)[2][:2]
    # A component and its opposite are the same: the largest weight is made positive.
    largest = np.abs(components).argmax(axis=1)
    components *= np.sign(components[np.arange(2), largest])[:, None]
    stretch = np.sqrt(matrix.shape[1] / answered.sum(axis=1))
    # Rounded, so that equal rows stay equal points on every machine.
    projected: Matrix = np.round(centered @ components.T * stretch[:, None], 9)
    return projected


def _kmeans(points: Matrix, number: int) -> Labels:
    """The best of several starts, each by k-means++ (Arthur and Vassilvitskii 2007)."""
    draw = np.random.default_rng([SEED, number])
    runs = [_settle(points, _scattered(points, number, draw)) for _start in range(STARTS)]
    return min(runs, key=lambda run: round(run[0], 6))[1]


def _settle(points: Matrix, centers: Matrix) -> tuple[float, Labels]:
    """Lloyd's rounds from these centers: how far points are from theirs in all, and which it is."""
    labels = _nearest(points, centers)
    for _round in range(ROUNDS):
        for one in range(len(centers)):
            if (labels == one).any():
                centers[one] = points[labels == one].mean(axis=0)
        moved = _nearest(points, centers)
        if (moved == labels).all():
            break
        labels = moved
    return float(((points - centers[labels]) ** 2).sum()), labels


def _scattered(points: Matrix, number: int, draw: np.random.Generator) -> Matrix:
    """Starting centers: each next one likelier the farther it is from those already taken."""
    centers = [points[draw.integers(len(points))]]
    while len(centers) < number:
        far = _squares(points, np.array(centers)).min(axis=1)
        centers.append(points[draw.choice(len(points), p=far / far.sum())])
    return np.array(centers)


def _squares(points: Matrix, centers: Matrix) -> Matrix:
    squares: Matrix = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    return squares


def _nearest(points: Matrix, centers: Matrix) -> Labels:
    nearest: Labels = _squares(points, centers).argmin(axis=1)
    return nearest


def _silhouette(points: Matrix, labels: Labels) -> float:
    """The mean, over all points, of (b − a) / max(a, b): a, the mean distance from its own group;
    b, from the nearest other. Zero for who is alone."""
    found = np.unique(labels)
    member = (labels[:, None] == found[None, :]).astype(float)
    sizes = member.sum(axis=0)
    sums = np.vstack(
        [
            np.sqrt(_squares(points[start : start + BLOCK], points)) @ member
            for start in range(0, len(points), BLOCK)
        ]
    )
    own = member.astype(bool)
    size = (member * sizes).sum(axis=1)
    inside = sums[own] / np.maximum(size - 1, 1)
    outside = np.where(own, np.inf, sums / sizes).min(axis=1)
    most = np.maximum(inside, outside)
    widths = np.where((size > 1) & (most > 0), (outside - inside) / np.where(most > 0, most, 1), 0)
    return float(widths.mean())


def _names(labels: Labels) -> dict[int, str]:
    """A for the largest group; of equals, for the one whose first voter comes first."""
    listed = labels.tolist()
    order = sorted(set(listed), key=lambda one: (-listed.count(one), listed.index(one)))
    return dict(zip(order, NAMES, strict=False))
