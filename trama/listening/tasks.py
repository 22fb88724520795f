"""Jobs of listening: each may run twice and does its work once."""

from procrastinate.contrib.django import app

from trama.listening.lifecycle import campaigns, contacts, paper


@app.periodic(cron="10 3 * * *")
@app.task(name="listening.tidy", queue="default", retry=3)
def tidy(timestamp: int) -> None:
    """Campaigns whose last day is over are closed; what was to be kept for a time goes."""
    campaigns.close_due()
    contacts.erase_due()
    contacts.forget_sources()
    paper.drop_forgotten()


@app.periodic(cron="*/10 * * * *")
@app.task(name="listening.ask_those_left", queue="default", retry=3)
def ask_those_left(timestamp: int) -> None:
    """Addresses that waited because too many letters had left: each is asked in its turn."""
    contacts.ask_those_left()


@app.task(name="listening.ask_to_confirm", queue="mail", retry=5)
def ask_to_confirm(contact: str) -> None:
    """The letter that asks an address whether it is of whoever wrote it in a form."""
    contacts.ask(contact)
