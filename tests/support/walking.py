"""Walking through the desk as people do: by the words on buttons, links and labels, with a pointer or by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

NAME = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const text = n => (n.innerText || n.textContent || '').trim().replace(/\\s+/g, ' ');
  const label = e.getAttribute('aria-label') || (e.labels && e.labels.length ? text(e.labels[0]) : '')
    || (e.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
        .map(id => document.getElementById(id)).filter(Boolean).map(text).join(' ')
    || text(e) || e.value || '';
  const leads = e.tagName === 'A' || (e.tagName === 'BUTTON' && e.type === 'submit' && e.form.method !== 'dialog');
  return {label, leads, tag: e.tagName, type: e.type || '', checked: !!e.checked};
}"""
ANOTHER_PAGE = "before => performance.timeOrigin !== before"
MOST_TABS = 160
"""No page may need more presses of Tab than this to get anywhere."""


def same(shown: str, wanted: str) -> bool:
    """Whether a label shown is the one meant: equal, or followed by more, such as "(optional)"."""
    shown, wanted = " ".join(shown.split()), " ".join(wanted.split())
    return shown == wanted or bool(re.match(rf"{re.escape(wanted)}(?!\w)", shown))


class Walk:
    """One person's way through a site, with a pointer."""

    def __init__(self, browser: Any, *, width: int = 1440, height: int = 900, **options: Any) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address, wait_until="load")

    def press(self, label: str) -> None:
        """Press the button or follow the link with these words."""
        self._settle(self._pressable(label).click)

    def press_button(self, label: str) -> None:
        """Press the button with these words, where a link is called the same."""
        self._settle(self.page.get_by_role("button", name=label, exact=True).first.click)

    def _pressable(self, label: str) -> Any:
        """The button or link with these words; words for screen readers may follow them."""
        for name in (rf"^\s*{re.escape(label)}\s*$", rf"^\s*{re.escape(label)}\b"):
            page, wanted = self.page, re.compile(name)
            found = page.get_by_role("button", name=wanted).or_(page.get_by_role("link", name=wanted))
            if found.filter(visible=True).count():
                return found.filter(visible=True).first
        folded = self.page.locator("details a, details button").filter(has_text=label)
        assert folded.count(), f"nothing is called {label!r} on {self.page.url}:\n{self.read()}"
        self._unfold(folded)
        return folded.filter(visible=True).first

    def read(self) -> str:
        """What can be read on the page."""
        return str(self.page.locator("body").inner_text())

    def _unfold(self, found: Any) -> None:
        """Open whatever closed details the thing stands in, as a person would who looks for it."""
        found.first.evaluate("e => { for (let n = e; n; n = n.parentElement) if (n.tagName === 'DETAILS') n.open = 1 }")

    def _settle(self, act: Any) -> None:
        """Do something that may lead to another page, and wait until that is there."""
        act()
        self.page.wait_for_load_state("load")

    def fill(self, label: str, value: str) -> None:
        """Type into the field with this label."""
        self._field(label).fill(value)

    def _field(self, label: str) -> Any:
        exact = re.compile(rf"^\s*{re.escape(label)}\s*(\(.*)?$")
        return self.page.get_by_label(exact).filter(visible=True).first

    def choose(self, label: str, option: str) -> None:
        """Choose an option, by its words, of the list with this label."""
        self._field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Tick the box, or choose the round button, with this label."""
        exact = re.compile(rf"^\s*{re.escape(label)}\s*$")
        page = self.page
        page.get_by_role("checkbox", name=exact).or_(page.get_by_role("radio", name=exact)).first.check()

    def give_file(self, label: str, file: Path) -> None:
        """Hand a file to the field with this label."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first.set_input_files(str(file))

    def sees(self, words: str) -> bool:
        """Whether these words can be read on the page; waits for them a while."""
        text = self.page.get_by_text(words, exact=False).filter(visible=True).first
        text.wait_for(state="visible")
        return True

    def close(self) -> None:
        """End the visit."""
        self.context.close()


class KeyboardWalk(Walk):
    """The same way with the keyboard alone: Tab to a thing, Enter or Space to use it."""

    def seek(self, label: str, tags: tuple[str, ...]) -> dict[str, Any]:
        """Tab on until the thing with this label has the focus."""
        for _ in range(MOST_TABS):
            here = self._here()
            if here and here["tag"] in tags and same(here["label"], label):
                return dict(here)
            if here and here["tag"] == "SUMMARY":
                opened = self.page.evaluate("() => document.activeElement.parentElement.open")
                if not opened:
                    self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {label!r} by keyboard on {self.page.url}")

    def _here(self) -> dict[str, Any] | None:
        """What has the focus, once the page that is coming is there."""
        from playwright.sync_api import Error

        while True:
            try:
                self.page.wait_for_load_state("load")
                found: dict[str, Any] | None = self.page.evaluate(NAME)
                return found
            except Error as error:
                if "destroyed" not in str(error):
                    raise

    def press(self, label: str) -> None:
        self._enter(self.seek(label, ("A", "BUTTON", "INPUT")))

    def press_button(self, label: str) -> None:
        self._enter(self.seek(label, ("BUTTON",)))

    def _enter(self, here: dict[str, Any]) -> None:
        """Press Enter, and wait for the page that this leads to."""
        before = self.page.evaluate("() => performance.timeOrigin")
        self.page.keyboard.press("Enter")
        if here["leads"]:
            self.page.wait_for_function(ANOTHER_PAGE, arg=before)
        self.page.wait_for_load_state("load")

    def fill(self, label: str, value: str) -> None:
        self.seek(label, ("INPUT", "TEXTAREA"))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(value)

    def choose(self, label: str, option: str) -> None:
        self.seek(label, ("SELECT",))
        for _ in range(400):
            now = self.page.evaluate("() => document.activeElement.selectedOptions[0].text.trim()")
            if now == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label!r} has no choice {option!r}")

    def tick(self, label: str) -> None:
        here = self.seek(label, ("INPUT",))
        if not here["checked"]:
            self.page.keyboard.press("Space")
