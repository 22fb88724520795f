"""The job that takes the clock ahead; it sees every recurring job, because the worker knows all."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from trama.rehearsal import lifecycle

SOON = RetryStrategy(max_attempts=4, wait=2)


@app.task(name="rehearsal.step", queue="default", retry=SOON)
def step() -> None:
    lifecycle.step(app.periodic_registry.periodic_tasks.values())
