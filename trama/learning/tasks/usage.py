from procrastinate.contrib.django import app

from trama.accounts.queries import today
from trama.learning.lifecycle.usage import read_year


@app.periodic(cron="30 4 1 3 *")
@app.task(name="learning.read_usage", queue="default", queueing_lock="learning.read_usage")
def read_usage(timestamp: int) -> None:
    """On 1 March, when the minutes of December are published: the words of the year before."""
    read_year(today().year - 1)
