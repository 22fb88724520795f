"""What falls due in the lab: results of practices and what changed after six months are asked for,
secrets of pairing are erased, and who was nominated and never came."""

from procrastinate.contrib.django import app

from trama.learning.lifecycle.forgetting import forget_people
from trama.learning.lifecycle.phases import ask_after_six_months
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
    forget_people()


@app.periodic(cron="30 7 * * *")
@app.task(name="learning.ask_after_six_months", queue="default", retry=3)
def ask(timestamp: int) -> None:
    ask_after_six_months()
