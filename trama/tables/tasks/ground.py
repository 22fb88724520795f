"""The job that reads the common ground: once for all the answers of some minutes, not for each."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from procrastinate.contrib.django import app

from trama.core import clock
from trama.tables.lifecycle.ground import keep_reading
from trama.tables.models import Path
from trama.tables.queries.ground import gathered, to_read
from trama.tables.rules.opinion import SMALLEST_GROUP, Answers, common_ground, mapped, too_few
from trama.tables.rules.readings import Gathered, as_row, matrix, published, reading
from trama.tables.tasks.clusters import SEED, VERSION, clusters


@app.periodic(cron="*/2 * * * *")
@app.task(name="tables.read_grounds", queue="default", queueing_lock="tables.read_grounds")
def read_grounds(timestamp: int) -> None:
    for path in to_read():
        read_ground(path)


def read_ground(path: Path) -> None:
    at = clock.now()
    keep_reading(path, contents(gathered(path)), at=at)


def contents(answered: Gathered) -> dict[str, Any]:
    """By kind of body; and by groups of opinion with the rows they come from, once there are
    enough. Groups are sought among those rows alone: anybody finds them again."""
    statements, rows = answered.statements, published(answered)
    voters = len(mapped(statements, rows))
    content = {**reading(answered), "mapped": voters}
    if not too_few(voters, len(statements)):
        content |= {"matrix": matrix(statements, rows), "clusters": opinions(statements, rows)}
    return content


def opinions(statements: Sequence[str], rows: Answers) -> dict[str, Any] | None:
    """Groups of opinion, and what unites and divides them; None when one would have fewer than
    five."""
    found = clusters(statements, rows)
    if found is None:
        return None
    sizes = Counter(found.groups.values())
    if min(sizes.values()) < SMALLEST_GROUP:
        return None
    grounds = common_ground(statements, rows, found.groups)
    return {
        "version": VERSION,
        "seed": SEED,
        "sizes": dict(sizes),
        "statements": [as_row(ground) for ground in grounds],
    }
