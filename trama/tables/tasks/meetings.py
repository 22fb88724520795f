"""Jobs of the meetings: owners of actions are reminded, those who were there are asked."""

from procrastinate.contrib.django import app

from trama.tables.lifecycle.actions import remind_owners
from trama.tables.lifecycle.survey import ask_due_surveys


@app.periodic(cron="30 7 * * *")
@app.task(name="tables.remind_owners", queue="default", retry=3)
def remind(timestamp: int) -> None:
    remind_owners()


@app.periodic(cron="0 9 * * *")
@app.task(name="tables.ask_surveys", queue="default", retry=3)
def ask_surveys(timestamp: int) -> None:
    ask_due_surveys()
