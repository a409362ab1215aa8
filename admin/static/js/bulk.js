// The bar of a list shows itself once rows are selected, and says how many.

import { make } from "./dom.js";

export default function begin(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const words = bar.querySelector("[data-bulk-count]");
  const all = make("button", { type: "button", class: "plain" }, "Select all on this page");
  words.setAttribute("role", "status");
  words.after(all);
  const boxes = () => [...form.querySelectorAll("[data-pick]")];

  function show() {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.hidden = !chosen;
    words.textContent = `${chosen} selected`;
    all.textContent = chosen === boxes().length ? "Select none" : "Select all on this page";
  }
  all.addEventListener("click", () => {
    const every = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !every;
    show();
    if (every) boxes()[0]?.focus();
  });
  form.addEventListener("change", show);
  show();
}
