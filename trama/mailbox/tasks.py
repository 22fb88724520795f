"""Jobs of the mailbox, and the one that picks up the jobs of workers that died."""

import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from trama.mailbox import lifecycle
from trama.mailbox.lifecycle.outgoing import UndeliveredError
from trama.mailbox.models import IncomingMessage
from trama.mailbox.queries import left_behind

logger = logging.getLogger(__name__)

# After 4 seconds, 16, 64… and at last four hours and a half: a mail server is given six hours.
PATIENTLY = RetryStrategy(max_attempts=7, exponential_wait=4)
SOON = RetryStrategy(max_attempts=4, exponential_wait=6)


def is_last(context: JobContext, strategy: RetryStrategy) -> bool:
    return context.job.attempts >= (strategy.max_attempts or 0)


@app.task(name="mailbox.deliver", queue="mail", retry=PATIENTLY, pass_context=True)
def deliver(context: JobContext, message_id: int) -> None:
    """Send one message; after the last try, or when no other would help, an office sees it."""
    try:
        lifecycle.deliver(message_id)
    except UndeliveredError as error:
        if not (error.for_good or is_last(context, PATIENTLY)):
            raise
        lifecycle.give_up(message_id)


@app.task(name="mailbox.read_again", queue="default", retry=SOON, pass_context=True)
def read_again(context: JobContext, message: str) -> None:
    stored = IncomingMessage.objects.select_related("raw").get(uid=message)
    lifecycle.read_again(stored, is_last=is_last(context, SOON))


@app.periodic(cron="*/5 * * * *")
@app.task(name="mailbox.finish_reading", queue="default", queueing_lock="mailbox.finish_reading")
def finish_reading(timestamp: int) -> None:
    """What was kept before a crash is read after it. One that fails does not stop the others."""
    for raw in left_behind():
        try:
            lifecycle.finish_reading(raw)
        except Exception:
            logger.exception("The message %s could not be taken up again.", raw.sha256)


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="mailbox.retry_stalled_jobs",
    queue="default",
    queueing_lock="mailbox.retry_stalled_jobs",
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Any job whose worker has given no sign of life is queued again: every job of ours may run
    twice and do its work once."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
