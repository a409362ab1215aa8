// How many characters are left, under a field with data-count.

import { later, make } from "./dom.js";

let number = 0;

export default function begin(field) {
  const most = Number(field.dataset.count);
  const id = `counted-${(number += 1)}`;
  const seen = make("p", { class: "counted", "aria-hidden": "true" });
  const heard = make("p", { class: "sr", role: "status", id });
  field.after(seen, heard);
  const speak = later((words) => (heard.textContent = words), 1200);

  function count(event) {
    const left = most - [...field.value].length;
    const words = left < 0 ? `${-left} too many` : `${left} left`;
    seen.textContent = words;
    seen.hidden = !field.value;
    seen.classList.toggle("over", left < 0);
    if (event && left < most / 5) speak(left < 0 ? `${-left} characters too many` : `${left} characters left`);
  }
  field.addEventListener("input", count);
  count();
}
