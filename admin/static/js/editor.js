// Nine tools over a plain textarea of Markdown. What they change can be undone with the browser's own undo.

import { drawing, make } from "./dom.js";
import { pictures } from "./pictures.js";

const TOOLS = [
  ["Bold", "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7z", (area) => wrap(area, "**", "bold words"), "b"],
  ["Italic", "M10 5h7M7 19h7M14 5l-4 14", (area) => wrap(area, "*", "words"), "i"],
  ["Heading", "M6 5v14M18 5v14M6 12h12", (area) => prefix(area, () => "## ")],
  ["Link", "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1.200 1.200M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200", link, "k"],
  ["List", "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01", (area) => prefix(area, () => "- ")],
  ["Numbered list", "M10 6h10M10 12h10M10 18h10M4 4.500 5.500 4v4.500M4 15.500c2.500-1.500 3 .8 1 2L4 19.500h2.800", (area) => prefix(area, (at) => `${at + 1}. `)],
  ["Quote", "M4 6v12M9 8h11M9 12h11M9 16h7", (area) => prefix(area, () => "> ")],
  ["Code", "M9 7l-5 5 5 5M15 7l5 5-5 5", code],
  ["Picture", "M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 5M15.500 9.500h.01", (area) => pictures.choose(area)],
];

export default function begin(area) {
  const bar = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Text tools", "aria-controls": area.id });
  for (const [name, path, run, key] of TOOLS) {
    const words = key ? `${name} (Ctrl+${key.toUpperCase()})` : name;
    const button = make("button", { type: "button", class: "tool", "aria-label": name, title: words, tabIndex: -1 }, drawing(path));
    if (key) button.setAttribute("aria-keyshortcuts", `Control+${key.toUpperCase()}`);
    // A press must not take the caret out of the text, or a phone's keyboard would close.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      area.focus();
      run(area);
    });
    bar.append(button);
  }
  bar.firstElementChild.tabIndex = 0;
  bar.addEventListener("keydown", (event) => move(bar, event));
  area.before(bar);
  area.addEventListener("keydown", (event) => shortcut(area, event));
  area.addEventListener("paste", (event) => pasteLink(area, event));
  pictures.receive(area);
}

/** The arrows of a toolbar: one tab stop, then left, right, Home and End. */
function move(bar, event) {
  const buttons = [...bar.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  const next = { [forward]: (here + 1) % buttons.length, [back]: (here - 1 + buttons.length) % buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
  if (next === undefined || here < 0) return;
  event.preventDefault();
  buttons[here].tabIndex = -1;
  buttons[next].tabIndex = 0;
  buttons[next].focus();
}

function shortcut(area, event) {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) return goOn(area, event);
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const tool = TOOLS.find(([, , , key]) => key === event.key.toLowerCase());
  if (!tool) return;
  event.preventDefault();
  tool[2](area);
}

/** Put `text` in place of what lies from `start` to `end`, so that the browser can undo it. */
export function replace(area, start, end, text, selectFrom = text.length, selectTo = selectFrom) {
  area.focus();
  area.setSelectionRange(start, end);
  const here = document.activeElement === area; // the browser's own insertion, which it can undo, goes where the caret is
  const did = here && (text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete"));
  if (!did) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(start + selectFrom, start + selectTo);
}

function wrap(area, mark, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const size = mark.length;
  const words = value.slice(start, end);
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    return replace(area, start - size, end + size, words, 0, words.length);
  }
  const inner = words || placeholder;
  replace(area, start, end, mark + inner + mark, size, size + inner.length);
}

function prefix(area, mark) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = value.indexOf("\n", area.selectionEnd);
  const end = after < 0 ? value.length : after;
  const lines = value.slice(start, end).split("\n");
  const known = /^(#{1,6} |- |\d+\. |> )/;
  const off = lines.every((line, at) => line.startsWith(mark(at)));
  const changed = lines.map((line, at) => (off ? line.slice(mark(at).length) : mark(at) + line.replace(known, "")));
  const text = changed.join("\n");
  replace(area, start, end, text, lines.length > 1 ? 0 : text.length, text.length);
}

function link(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(words)) return replace(area, start, end, `[](${words})`, 1);
  const text = words || "words of the link";
  const made = `[${text}](https://)`;
  if (!words) return replace(area, start, end, made, 1, 1 + text.length);
  replace(area, start, end, made, made.length - 1);
}

/** An address pasted over words makes them a link. */
function pasteLink(area, event) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const pasted = (event.clipboardData?.getData("text/plain") || "").trim();
  const words = value.slice(start, end);
  if (!words || /\n|\]/.test(words) || /^https?:/.test(words) || !/^https?:\/\/\S+$/.test(pasted)) return;
  event.preventDefault();
  replace(area, start, end, `[${words}](${pasted})`);
}

function code(area) {
  const words = area.value.slice(area.selectionStart, area.selectionEnd);
  if (!words.includes("\n")) return wrap(area, "`", "code");
  replace(area, area.selectionStart, area.selectionEnd, `\`\`\`\n${words}\n\`\`\``, 4, 4 + words.length);
}

/** Enter in a list begins its next line; on an empty one it ends the list. */
function goOn(area, event) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  if (start !== end) return;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const found = /^(\s*)(- |\* |> |(\d+)\. )(.*)$/.exec(value.slice(from, start));
  if (!found) return;
  event.preventDefault();
  const [, space, mark, number, words] = found;
  if (!words) return replace(area, from, start, "");
  replace(area, start, end, `\n${space}${number ? `${Number(number) + 1}. ` : mark}`);
}
