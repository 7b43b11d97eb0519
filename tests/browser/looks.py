"""What a page looks like to whoever uses it by keyboard, by thumb, or on the narrowest phone: asked of the browser."""

from playwright.sync_api import Page

# Every control, focused one after the other as the keyboard does it: what of it, or of what stands around it, changes?
_FOCUS = """() => {
  const seen = el => {
    const s = getComputedStyle(el);
    const ring = s.outlineStyle === 'none' ? '' : [s.outlineStyle, s.outlineWidth, s.outlineColor].join(' ');
    return ring + ' ' + s.boxShadow;
  };
  const controls = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  )].filter(el => el.checkVisibility({visibilityProperty: true}) && !el.disabled && !el.closest('.visually-hidden, .skip'));
  const lost = [];
  for (const el of controls) {
    document.activeElement.blur();
    const around = [el, el.parentElement, el.closest('form')].filter(Boolean);
    const before = around.map(seen);
    el.focus();
    if (document.activeElement !== el) continue;
    const after = around.map(seen);
    const ring = getComputedStyle(el);
    const own = ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2;
    if (!el.matches(':focus-visible') || (!own && before.every((words, n) => words === after[n])))
      lost.push((el.outerHTML.slice(0, 90) + ' → ' + after[0]).replace(/\\s+/g, ' '));
  }
  document.activeElement.blur();
  return lost;
}"""
# Words that a line end breaks in two: names, phones, codes. Addresses and secrets may be broken, they are no words.
_BROKEN = """() => {
  const broken = [];
  const tiny = el => { const b = el.getBoundingClientRect(); return b.width < 3 || b.height < 3; };
  const range = document.createRange();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const box = node.parentElement;
    if (!box.checkVisibility({visibilityProperty: true}) || tiny(box)) continue;
    if (box.closest('.visually-hidden, .pre, .code:not(b), code, .said, .letter, pre, option')) continue;
    const numbers = /\\+7[\\s\\u00a0]\\d{3}[\\s\\u00a0\\d\\u2011-]+|\\d{4} \\d{4} \\d{4}/g;
    const words = /(?<![\\p{L}\\d@._:/-])[\\p{L}]{3,22}(?![\\p{L}\\d@._:/])/gu;
    for (const match of [...node.data.matchAll(numbers), ...node.data.matchAll(words)]) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].trimEnd().length);
      const tops = [...range.getClientRects()].filter(r => r.width > 1).map(r => r.top);
      if (tops.length > 1 && Math.max(...tops) - Math.min(...tops) > 6) broken.push(match[0]);
    }
  }
  return [...new Set(broken)];
}"""
# Controls below 24 × 24 px that stand in no sentence.
_SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, a.btn, a.crumb')]
  .filter(el => el.checkVisibility({visibilityProperty: true}) && !el.closest('.visually-hidden, .skip'))
  .map(el => [el.getBoundingClientRect(), el.outerHTML.slice(0, 80)])
  .filter(([b]) => b.width > 1 && (b.width < 23.5 || b.height < 23.5))
  .map(([b, html]) => Math.round(b.width) + '×' + Math.round(b.height) + ' ' + html)"""


def unfocused(page: Page) -> list[str]:
    """The controls that show nothing when the keyboard reaches them."""
    page.keyboard.press("Tab")  # from here on the browser knows that it is a keyboard
    return page.evaluate(_FOCUS)


def broken_words(page: Page) -> list[str]:
    return page.evaluate(_BROKEN)


def small_targets(page: Page) -> list[str]:
    return page.evaluate(_SMALL)


def bulk_share(page: Page) -> float:
    """What part of the screen the bar of bulk decisions takes when a row is ticked; 0 where there is none."""
    ticks = page.locator("[data-pick]:visible")
    if not page.locator(".bulk").count() or not ticks.count():
        return 0.0
    was = ticks.first.is_checked()
    ticks.first.evaluate("row => row.scrollIntoView({block: 'center'})")
    ticks.first.set_checked(True, force=True)
    height = page.locator(".bulk").first.bounding_box()["height"]  # type: ignore[index]
    ticks.first.set_checked(was, force=True)
    return height / page.viewport_size["height"]  # type: ignore[index]
