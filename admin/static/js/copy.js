// A button beside a read-only field puts its words on the clipboard.

import { make } from "./dom.js";

export default function begin(holder) {
  const field = holder.querySelector("input, textarea");
  const button = make("button", { type: "button", class: "button quiet" }, "Copy");
  const told = make("span", { class: "sr", role: "status" });
  button.addEventListener("click", async () => {
    field.select();
    const done = await write(field.value);
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    told.textContent = done ? "Copied" : "It is selected: press Ctrl+C";
    setTimeout(() => (button.textContent = "Copy"), 2500);
  });
  holder.append(button, told);
}

/** The clipboard is closed on plain http; then the browser's older command may still work. */
async function write(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}
