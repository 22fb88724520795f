"""The pulse beats by itself: letters on a month's first working day, silences at its end."""

from procrastinate.contrib.django import app

from trama.needs.lifecycle import pulse


@app.periodic(cron="15 7 * * *")
@app.task(name="needs.ask_capacity", queue="mail", retry=3)
def ask_capacity(timestamp: int) -> None:
    """Every morning, so that a worker that was down on the day asks as soon as it is up: who has
    already been written to this month is not written to again."""
    pulse.close_past_months()
    pulse.ask_due()
