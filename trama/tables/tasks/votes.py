"""Jobs of the votes: closed at their term, then counted."""

from procrastinate.contrib.django import app

from trama.tables.lifecycle import counting


@app.periodic(cron="* * * * *")
@app.task(
    name="tables.close_due_votes",
    queue="default",
    queueing_lock="tables.close_due_votes",
    pass_context=False,
)
def close_due_votes(timestamp: int) -> None:
    """Each minute; what a stopped worker missed is closed at the first run, at its own instant."""
    counting.close_due_votes()


@app.task(name="tables.count_vote", queue="default", retry=5)
def count_vote(vote_id: int) -> None:
    counting.count_vote(vote_id)
