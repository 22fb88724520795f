"""What one web process weighs after it has served every main page many times.

Proportional set size (PSS: shared pages are divided among who shares them) of each worker of
gunicorn, started as the supervisor does, from Linux's /proc/PID/smaps_rollup. The ceiling is
fixed; as a floor, in the same run, what Python weighs with Django alone imported.
"""

import subprocess
import sys

from django.urls import reverse

from benchmarks import _city
from benchmarks._browser import Browser, over_loopback
from benchmarks._crowd import Procedure, crowded
from benchmarks._installation import installation
from benchmarks._journey import Watch, open_notice, travel
from benchmarks._memory import pss_mb
from benchmarks._server import Server, server
from trama.programming.models import Theme

CEILING_MB = 200
ROUNDS = 15
JOURNEYS = 8
BARE = "import django, os, sys; print(os.getpid(), flush=True); sys.stdin.read()"


def bare_python_mb() -> float:
    command = [sys.executable, "-c", BARE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as python:
        assert python.stdout is not None
        found = pss_mb(int(python.stdout.readline()))
        python.kill()
    return found


def public_pages(procedure: Procedure) -> list[str]:
    code = procedure.notice.code
    return [
        reverse("portal:home"),
        reverse("portal:legal"),
        reverse("notices:list"),
        reverse("notices:detail", args=[code]),
        reverse("organizations:list"),
        reverse("organizations:list") + "?q=gelsi",
    ]


def office_pages(procedure: Procedure) -> list[str]:
    code = procedure.notice.code
    return [
        reverse("desk:home"),
        reverse("notices:office_list"),
        reverse("notices:desk", args=[code]),
        reverse("screening:home"),
        reverse("screening:desk", args=[code]),
        reverse("screening:desk", args=[code]) + "?cerca=naviglio",
        reverse("mailbox:tray"),
        reverse("accounts:profile"),
    ]


def warm_up(web: Server, procedure: Procedure) -> int:
    """Each page again and again on new connections, so that both workers serve it."""
    asked = 0
    for _ in range(ROUNDS):
        for key, pages in (
            ("", public_pages(procedure)),
            (procedure.session_key, office_pages(procedure)),
        ):
            for page in pages:
                Browser(over_loopback(web.port), key).get(page)
                asked += 1
    return asked


def main() -> int:
    procedure = crowded("COP-2026-02", 1000)
    notice = open_notice("COP-2026-01")
    people = list(_city.representatives(_city.bodies(1000, 1000 + JOURNEYS)))
    theme = str(Theme.objects.get(code="child-poverty").pk)
    _city.refresh_statistics()
    with server() as web:
        fresh = max(map(pss_mb, web.workers()))
        asked = warm_up(web, procedure)
        for who in people:
            browser = Browser(over_loopback(web.port), who.session_key)
            travel(browser, notice, who, theme, Watch())
            asked += browser.requests.total()
        found = [pss_mb(pid) for pid in web.workers()]
    bare = bare_python_mb()
    print(f"web process, before the first page   {fresh:>7.1f} MB (PSS)")
    print(f"web process, after {asked:>4} requests     {max(found):>7.1f} MB (PSS)")
    print(f"Python with Django imported, no more {bare:>7.1f} MB (PSS)")
    print(f"ratio to that floor {max(found) / bare:.1f}; ceiling {CEILING_MB} MB")
    return int(max(found) >= CEILING_MB)


if __name__ == "__main__":
    with installation():
        status = main()
    sys.exit(status)
