// Keys: / search, ? help, g then a letter goes somewhere, j and k walk a list, x selects, Ctrl+Enter sends.
// Single letters never work inside fields and can be turned off; the browser remembers that.

import { make, memory } from "./dom.js";

const KEPT = "laurel-keys";
const PLACES = { Today: "t", "My page": "t", People: "p", Profile: "p", Posts: "o", Recognition: "r", Badges: "b", Program: "m", Hub: "h" };
const WAIT = 1200; // milliseconds between g and its letter

let goSince = 0;

export default function begin() {
  document.addEventListener("keydown", press);
  const menu = document.querySelector(".account .menu");
  if (!menu) return;
  const open = make("button", { class: "plain", type: "button" }, "Keys");
  open.addEventListener("click", () => {
    menu.closest("details").open = false;
    help();
  });
  menu.querySelector("form").before(open);
}

function places() {
  const links = [...document.querySelectorAll(".bar > ul > li > a[data-nav]")];
  return links.flatMap((link) => {
    const label = link.querySelector("span").textContent;
    return PLACES[label] ? [{ label, key: PLACES[label], link }] : [];
  });
}

function press(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  if (memory.read(KEPT) === "off") return;
  if (goSince && Date.now() - goSince < WAIT) {
    goSince = 0;
    const place = places().find(({ key }) => key === event.key);
    if (place) {
      event.preventDefault();
      place.link.click();
    }
    return;
  }
  const does = { "/": find, "?": help, g: () => (goSince = Date.now()), j: () => walk(1), k: () => walk(-1), x: pick }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

function submit(event) {
  const form = event.target.form || event.target.closest("form");
  if (!form || form.method === "dialog") return;
  event.preventDefault();
  const main = form.querySelector("button.main, button:not([type=button])");
  form.requestSubmit(main && main.type === "submit" ? main : undefined);
}

function find() {
  const fields = ["[data-key-filter]", "[data-key-search]"].flatMap((kind) => [...document.querySelectorAll(kind)]);
  const field = fields.find((one) => one.offsetParent !== null);
  if (field) {
    field.focus();
    field.select();
  } else {
    document.querySelector(".find-link")?.click();
  }
}

function walk(step) {
  const links = [...document.querySelectorAll("[data-rows] a.title")];
  if (!links.length) return;
  const row = document.activeElement.closest?.(".row");
  const here = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + step));
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

function pick() {
  document.activeElement.closest?.(".row")?.querySelector("[data-pick]")?.click();
}

function help() {
  const rows = [
    [["/"], "Search"],
    ...places().map(({ label, key }) => [["g", key], `Go to ${label}`]),
    [["j"], "Next in a list"],
    [["k"], "The one before"],
    [["x"], "Select it"],
    [["Ctrl", "Enter"], "Send the form"],
    [["?"], "These keys"],
  ];
  const list = make("dl", { class: "keys" });
  for (const [keys, words] of rows) {
    const caps = keys.flatMap((key, at) => (at ? [" ", make("kbd", {}, key)] : [make("kbd", {}, key)]));
    list.append(make("dt", {}, ...caps), make("dd", {}, words));
  }
  const box = make("input", { type: "checkbox", id: "keys-on", checked: memory.read(KEPT) !== "off" });
  box.addEventListener("change", () => (box.checked ? memory.drop(KEPT) : memory.write(KEPT, "off")));
  const dialog = make(
    "dialog",
    { "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, "Keys"),
    list,
    make("div", { class: "choice" }, box, make("label", { htmlFor: "keys-on" }, "Use single keys on this device")),
    make("form", { method: "dialog" }, make("button", { class: "button quiet" }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
