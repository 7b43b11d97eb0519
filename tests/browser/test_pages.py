"""Every page of the demo school in the browser: no barrier, no stranger, no complaint, no sideways scrolling."""

import pytest

from tests.browser.driver import PHONE, barriers, overflow
from tests.browser.places import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
# Axe no longer looks for them.
DOUBLE_IDS = (
    "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i)"
)
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 360, "height": 740}


@pytest.fixture(params=["admin", "director", "deputy", "teacher", "subject", "operator", "guest"])
def role(request):
    return request.param


def test_every_page_of_the_role(school, chromium, visits, role):
    """Axe reads each page whole at both widths; a change of theme changes colours alone, so contrast again."""
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, role))
    found = []
    for place in PLACES:
        if role not in place.roles.split():
            continue
        page.complaints.clear()
        answer = page.goto(place.path.format(**school.facts))
        troubles = [] if answer.status == place.status else [f"status {answer.status}"]
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme="light")
            troubles += [f"{size['width']} px: {trouble}" for trouble in barriers(page)]
            if wide := overflow(page):
                troubles.append(f"{size['width']} px: {wide} px too wide")
            page.emulate_media(color_scheme="dark")
            dark = barriers(page, "color-contrast", "link-in-text-block")
            troubles += [f"{size['width']} px, dark: {trouble}" for trouble in dark]
        troubles += [f"the id «{name}» stands twice" for name in page.evaluate(DOUBLE_IDS)]
        troubles += _complaints(page, place.status)
        found += [f"{place.name}: {trouble}" for trouble in troubles]
    assert found == [], "\n" + "\n".join(found)


def _complaints(page, status):
    """What the browser objected to, but for its remark that the page itself answered with a refusal."""
    own = f"the server responded with a status of {status}"
    return [words for words in page.complaints if own not in words]
