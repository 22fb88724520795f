"""Where the panels of this app stand."""

from collections.abc import Callable

from trama.core.panels import Panel
from trama.tables.panels import channels, contributions, minutes, paths, synthesis, votes

PLACES: list[tuple[str, Callable[..., Panel | None], int]] = [
    ("notices.notice.page", paths.of_notice, 20),
    ("notices.notice.desk", paths.of_notice, 30),
    ("notices.notice.next", paths.to_open, 20),
    ("accounts.profile", paths.mine, 25),
    ("accounts.profile", votes.mine, 26),
    ("programming.act", synthesis.of_act, 10),
    ("paths.path", synthesis.of_path, 10),
    ("paths.path", contributions.of_path, 30),
    ("paths.path", channels.ground_of, 40),
    ("paths.path", votes.of_path, 5),
    ("paths.table", contributions.of_table, 20),
    ("paths.meeting", minutes.of_meeting, 20),
    ("paths.meeting.text", contributions.of_meeting_page, 40),
    ("paths.desk.conclusion", synthesis.on_the_desk, 10),
    ("paths.desk", contributions.on_desk, 30),
    ("paths.desk", channels.ways_in, 40),
    ("paths.desk.votes", votes.of_desk, 10),
]
