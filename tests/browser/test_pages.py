"""Every page of the demo school in the browser: no barrier, no stranger, no complaint, no sideways scrolling."""

import pytest

from tests.browser.driver import PHONE, barriers, overflow
from tests.browser.looks import broken_words, bulk_share, small_targets, unfocused
from tests.browser.places import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(480)]
WIDE, NARROW, NARROWEST = (
    {"width": 1366, "height": 768},
    {"width": 360, "height": 740},
    {"width": 320, "height": 640},
)
MOST_OF_A_PHONE = 0.25  # for the bar of bulk decisions


@pytest.fixture(params=["admin", "director", "deputy", "teacher", "subject", "operator", "young", "guest"])
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
        answer = place.open(page, school.facts)
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
        troubles += _complaints(page, place.status)
        found += [f"{place.name}: {trouble}" for trouble in troubles]
    assert found == [], "\n" + "\n".join(found)


def _complaints(page, status):
    """What the browser objected to, but for its remark that the page itself answered with a refusal."""
    own = f"the server responded with a status of {status}"
    return [words for words in page.complaints if own not in words]


@pytest.mark.parametrize("role", ["admin", "director", "teacher", "subject", "operator", "young", "guest"])
def test_lesson_c17_every_page_by_keyboard_by_thumb_and_on_the_narrowest_phone(
    school, chromium, visits, role
):
    """Each control shows that the keyboard is at it, in either theme; nothing is wider than 320 px, no name, phone or code is
    broken, no control is below 24 px, the bar of bulk decisions leaves three quarters of the screen."""
    page = visits.page(school.url, **PHONE, storage_state=school.session(chromium, role))
    found = []
    for place in PLACES:
        if place.roles.split()[0] != role and not (role == "subject" and role in place.roles.split()):
            continue
        place.open(page, school.facts)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROWEST)
        troubles = [f"320 px: {wide} px too wide"] if (wide := overflow(page)) else []
        troubles += [f"320 px: «{word}» is broken" for word in broken_words(page)]
        page.set_viewport_size(NARROW)
        troubles += [f"360 px: «{word}» is broken" for word in broken_words(page)]
        troubles += [f"small: {target}" for target in small_targets(page)]
        if (share := bulk_share(page)) > MOST_OF_A_PHONE:
            troubles.append(f"the bar of bulk decisions takes {share:.0%} of the screen")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            troubles += [f"{theme}, no focus: {control}" for control in unfocused(page)]
        page.set_viewport_size(WIDE)
        troubles += [f"1366 px, small: {target}" for target in small_targets(page)]
        found += [f"{place.name}: {trouble}" for trouble in troubles]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "role", ["admin", "director", "deputy", "teacher", "subject", "operator", "young", "guest"]
)
def test_lesson_i53_every_page_is_valid_html(school, chromium, visits, html_checker, role):
    """Ids stand once, what stands in what is allowed: axe sees only what the browser made of it. What a control is called
    holds the words that are seen on it."""
    page = visits.page(school.url, storage_state=school.session(chromium, role))
    found = []
    for place in PLACES:
        if role in place.roles.split():
            answer = place.open(page, school.facts)
            troubles = html_checker.errors(answer.text()) + barriers(page, "label-content-name-mismatch")
            found += [f"{place.name}: {trouble}" for trouble in troubles]
    assert found == [], "\n" + "\n".join(found)


def test_lesson_c17_the_walk_knows_what_it_looks_for(school, visits):
    """Without our one rule Bootstrap's buttons show nothing; a phone between two narrow walls is broken; a dot is small."""
    page = visits.page(school.url, **PHONE)
    page.goto("/accounts/login/")
    assert unfocused(page) + broken_words(page) + small_targets(page) == []
    page.evaluate("""() => {
      const sheet = [...document.styleSheets].find(one => one.href?.includes('portal'));
      const at = [...sheet.cssRules].findIndex(rule => rule.selectorText === ':focus-visible');
      sheet.deleteRule(at);
      const box = document.createElement('p');
      box.append('+7 900 000-00-00', document.createElement('button'));
      box.style.width = '60px';
      box.lastChild.style.padding = '2px';
      document.querySelector('main').append(box);
    }""")
    assert any("btn" in control for control in unfocused(page))
    assert broken_words(page) == ["+7 900 000-00-00"]
    assert len(small_targets(page)) == 1
