"""`make shots`: pictures of every page of the demo school, by role, at 360 and 1366 px, light and dark.

`python -m tests.browser.shots [part of a name …]`; into shots/, which git does not see.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo import DemoSchool
from tests.browser.driver import CHROMIUM, DESK, PHONE, QUIET
from tests.browser.places import PLACES, Place
from tests.services.harness import ROOT

OUT = ROOT / "shots"
SIZES = {"360": PHONE, "1366": DESK}


def main(parts: list[str]) -> int:
    chosen = [place for place in PLACES if not parts or any(part in place.name for part in parts)]
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        school = DemoSchool(Path(folder))
        school.start()
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            made = sum(_shoot(school, browser, size, chosen) for size in SIZES)
        finally:
            school.stop()
    sys.stdout.write(f"{made} pictures in {OUT.name}/\n")
    return 0


def _shoot(school: DemoSchool, browser: Browser, size: str, chosen: list[Place]) -> int:
    made = 0
    for role in dict.fromkeys(role for place in chosen for role in place.roles.split()):
        context = browser.new_context(
            **SIZES[size],
            base_url=school.url,
            reduced_motion="reduce",
            storage_state=school.session(browser, role),
        )
        page = context.new_page()
        for place in chosen:
            if role not in place.roles.split():
                continue
            place.open(page, school.facts)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=OUT / f"{place.name}--{role}-{size}-{theme}.png", full_page=True)
                made += 1
        context.close()
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
