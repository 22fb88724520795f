"""How much of a course is enough for its certificate."""

VERSION = "attendance-1"
ENOUGH = 75  # per cent of the minutes of the sessions that were held


def is_enough(attended: int, total: int) -> bool:
    return total > 0 and attended * 100 >= total * ENOUGH


def percent(attended: int, total: int) -> int:
    """Rounded down: 74.9 is not 75."""
    return attended * 100 // total if total else 0


def hours(minutes: int) -> str:
    """As people write them: «12», «7,5», «7,25»."""
    whole, rest = divmod(minutes, 60)
    part = f"{rest * 100 // 60:02d}".rstrip("0")
    return f"{whole},{part}" if part else str(whole)
