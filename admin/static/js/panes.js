// Parts of a long form as tabs: on a phone all of them, on a desktop the first stays beside the others.
// Without script they stand one below the other.

import { make } from "./dom.js";

const BESIDE = matchMedia("(min-width: 60rem)");

export default function begin(form) {
  const panes = [...form.querySelectorAll("[data-pane]")];
  const bar = make("div", { class: "pane-tabs", role: "tablist", "aria-label": "Parts of this page" });
  const tabs = panes.map((pane) => {
    const tab = make("button", { type: "button", class: "pane-tab", role: "tab", id: `${pane.id}-tab`, "aria-controls": pane.id }, pane.dataset.pane);
    pane.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => open(tabs.indexOf(tab)));
    bar.append(tab);
    return tab;
  });
  let chosen = 0;

  function open(at, focus = false) {
    chosen = at;
    const beside = BESIDE.matches;
    const shown = beside && at === 0 ? 1 : at;
    panes.forEach((pane, place) => {
      pane.hidden = place !== shown && !(beside && place === 0);
      pane.setAttribute("role", beside && place === 0 ? "group" : "tabpanel");
      tabs[place].hidden = beside && place === 0;
      tabs[place].setAttribute("aria-selected", String(place === shown));
      tabs[place].tabIndex = place === shown ? 0 : -1;
    });
    if (focus) tabs[shown].focus();
    form.dispatchEvent(new CustomEvent("laurel:pane"));
  }

  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const usable = tabs.flatMap((tab, at) => (tab.hidden ? [] : [at]));
    const here = usable.indexOf(tabs.indexOf(document.activeElement));
    open(usable[(here + step + usable.length) % usable.length], true);
  });

  /** A link to something inside a closed pane opens it first. */
  function reveal(id) {
    const target = id && document.getElementById(id);
    const at = panes.findIndex((pane) => pane.contains(target));
    if (at < 0) return;
    if (panes[at].hidden) open(at);
    target.focus();
    target.scrollIntoView({ block: "center" });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || !form.contains(document.getElementById(link.hash.slice(1)))) return;
    event.preventDefault();
    reveal(link.hash.slice(1));
  });

  panes[0].before(bar);
  form.classList.add("paned");
  BESIDE.addEventListener("change", () => open(chosen));
  open(0);
  if (location.hash) reveal(location.hash.slice(1));
}
