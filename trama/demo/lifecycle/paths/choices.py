"""How a path ends: the vote, the synthesis read by everybody, the report, the act, the plan."""

from datetime import timedelta
from functools import partial

from trama.demo.formats import paths as data
from trama.demo.lifecycle.paths.stand import OFFICE, Stand
from trama.demo.lifecycle.stage import at
from trama.programming.lifecycle import Programme
from trama.programming.models import ProgrammingActKind, Theme
from trama.tables.lifecycle import counting, synthesis, votes
from trama.tables.models import ConsultationRemark, Contribution, PriorityVote

READING = 5  # working days of the consultation


def vote(stand: Stand) -> None:
    """Everybody of the list votes, and the office apart; the ballots are counted by a job."""
    told = stand.story.vote
    if told is None:
        return
    with at(stand.day(told.opens - 1, 15)):
        made = votes.prepare(
            stand.path,
            title=told.title,
            method=told.method,
            secrecy=told.secrecy,
            budget=told.budget,
            opens_at=stand.day(told.opens, 9),
            closes_at=stand.day(told.closes, 18),
            options=[
                votes.OptionDraft(
                    one.title,
                    one.text,
                    one.cost,
                    [stand.contributions[key] for key in one.contributions],
                )
                for one in told.options
            ],
            actor=stand.anna,
        )
    with at(stand.day(told.opens, 9)):
        votes.open_vote(made, actor=stand.anna)
    uids = dict(zip([one.key for one in told.options], _uids(made), strict=True))
    for place, (key, chosen) in enumerate({**told.ballots, OFFICE: told.office}.items()):
        instant = stand.day(told.opens + 1 + place % 5, 18, place)
        stand.add(instant, partial(_cast, stand, made, key, [uids[one] for one in chosen]))
    stand.add(stand.day(told.closes, 18) + timedelta(seconds=30), counting.close_due_votes)
    stand.live()


def _of(stand: Stand, keys: list[str]) -> list[Contribution]:
    return [stand.contributions[key] for key in keys]


def _uids(made: PriorityVote) -> list[str]:
    return [str(uid) for uid in made.options.order_by("position").values_list("uid", flat=True)]


def _cast(stand: Stand, made: PriorityVote, key: str, chosen: list[str]) -> None:
    actor = stand.anna if key == OFFICE else stand.cast.representatives[key]
    votes.cast(made, participant=stand.people[key], choices=chosen, channel="web", actor=actor)


def conclude(stand: Stand) -> None:
    told = stand.story.synthesis
    if told is None:
        return
    with at(stand.day(told.composed, 10)):
        synthesis.ask_composition(stand.path, actor=stand.anna)
    with at(stand.day(told.consultation, 9)):
        synthesis.open_consultation(stand.path, days=READING, actor=stand.anna)
    with at(stand.day(told.consultation + 2, 18)):
        for one in told.remarks:
            synthesis.remark_synthesis(
                stand.path,
                participant=stand.people[one.by],
                text=one.text,
                actor=stand.voice(one.by)[0],
            )
    with at(stand.day(told.closes, 12)):
        for one in told.remarks:
            remark = ConsultationRemark.objects.get(path=stand.path, text=one.text)
            synthesis.answer_remark(remark, accept=one.accept, answer=one.answer, actor=stand.anna)
    with at(stand.day(told.final, 11)):
        synthesis.finalize(stand.path, actor=stand.anna)
    with at(stand.day(told.report, 16)):
        synthesis.write_report(stand.path, text=told.words, actor=stand.anna)
    _adopt(stand, told)


def _adopt(stand: Stand, told: data.Synthesis) -> None:
    elena, adopted = stand.cast.people["elena"], stand.day(told.adopted, 12, 10)
    act = {"number": told.act, "adopted_on": adopted.date()}
    with at(adopted):
        synthesis.adopt_act(stand.path, act=act, actor=elena)
    programme = Programme(
        title=told.plan_title,
        kind=ProgrammingActKind.COPROGRAMMING,
        summary=stand.story.purpose,
        strands=[stand.notice.strand] if stand.notice.strand else [],
        themes=list(Theme.objects.filter(contribution__path=stand.path).distinct()),
    )
    with at(stand.day(told.plan, 10)):
        synthesis.feed_plan(stand.path, code=told.code, programme=programme, actor=elena)
