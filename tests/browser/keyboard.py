"""A person with a keyboard and nothing else, who has to see at each stop where they are."""

from __future__ import annotations

from playwright.sync_api import Page

FARTHEST = 150  # stops from one thing to another
# What has the focus, by the name that a person knows it by, and what makes it hard to see.
LOOK = """() => {
    const thing = document.activeElement;
    if (thing === document.body) return {name: '', fault: ''};
    const told = thing.labels?.length ? thing.labels[0].textContent
        : thing.getAttribute('aria-label') || thing.textContent;
    const style = getComputedStyle(thing), box = thing.getClientRects()[0];
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const onTop = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const fault = left >= right || top >= bottom ? 'is out of sight'
        : !ringed ? 'has no ring'
        : !(thing.contains(onTop) || onTop?.contains(thing)) ? 'is covered' : '';
    return {name: told.replace(/\\s+/g, ' ').trim(), fault};
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def here(self) -> str:
        """The name of what has the focus, which is seen."""
        seen: dict[str, str] = self.page.evaluate(LOOK)
        assert not seen["fault"], f"“{seen['name']}” {seen['fault']} at {self.page.url}"
        return seen["name"]

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def go_to(self, words: str, key: str = "Tab") -> None:
        """On to the next stop whose name begins so; `Shift+Tab` goes back."""
        for _ in range(FARTHEST):
            self.press(key)
            if self.here().startswith(words):
                return
        raise AssertionError(f"the keyboard does not reach “{words}” at {self.page.url}")

    def write(self, label: str, words: str) -> None:
        self.go_to(label)
        self.page.keyboard.type(words)

    def enter(self, words: str = "") -> None:
        """Press Enter, on the next thing of that name if one is given, and wait for the page that comes."""
        if words:
            self.go_to(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def open(self, words: str) -> None:
        """Unfold what stands under such a line."""
        self.go_to(words)
        self.press("Enter")
