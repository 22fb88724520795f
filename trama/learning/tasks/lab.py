"""What falls due in the lab: results of practices are asked for, secrets of pairing are erased."""

from procrastinate.contrib.django import app

from trama.learning.lifecycle.practices import remind_results
from trama.learning.lifecycle.questionnaires import forget_secrets


@app.periodic(cron="45 7 * * *")
@app.task(name="learning.remind_results", queue="default", retry=3)
def remind(timestamp: int) -> None:
    remind_results()


@app.periodic(cron="15 3 * * *")
@app.task(name="learning.forget_secrets", queue="default", retry=3)
def forget(timestamp: int) -> None:
    forget_secrets()
