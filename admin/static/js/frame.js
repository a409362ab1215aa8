// The frame: the box of problems takes focus, notices go without a new page, menus close when left, the current view is in sight.

import { send } from "./dom.js";

export default function begin(element) {
  if (element.matches("[data-focus]")) element.focus();
  else if (element.matches("[data-dismiss]")) element.addEventListener("submit", putAway);
  else if (element.matches(".views")) showCurrent(element);
  else closeWhenLeft(element);
}

// The view one is in may lie outside a narrow window.
function showCurrent(views) {
  const current = views.querySelector("[aria-current]");
  const list = views.querySelector("ul");
  if (!current || list.scrollWidth <= list.clientWidth) return;
  const [inner, outer] = [current.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

async function putAway(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const answer = await send(form.action, new FormData(form), form).catch(() => null);
  if (!answer || !answer.ok) return form.submit();
  const bar = form.closest("[data-notices]");
  form.closest(".notice").remove();
  if (!bar.querySelector(".notice")) bar.remove();
  document.getElementById("main").focus();
}

function closeWhenLeft(menu) {
  for (const details of [menu, ...document.querySelectorAll(".bar details")]) {
    document.addEventListener("click", (event) => {
      if (details.open && !details.contains(event.target)) details.open = false;
    });
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }
}
