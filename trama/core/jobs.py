"""Jobs: a verb queues one by its name, inside its own transaction."""

from typing import Any

from procrastinate.contrib.django import app


def defer(name: str, *, queue: str = "default", lock: str | None = None, **arguments: Any) -> None:
    """Owed from here on: the job commits with the act, or goes with it. Never `on_commit`.

    The job's code is in an app's `tasks.py`, under the same name and queue. With a `lock`, jobs of
    that lock run one at a time, in order.
    """
    app.configure_task(name, queue=queue, lock=lock).defer(**arguments)
