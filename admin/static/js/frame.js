// The frame: the box of problems takes focus, notices go without a new page, menus close when left.

import { send } from "./dom.js";

export default function begin(element) {
  if (element.matches("[data-focus]")) element.focus();
  else if (element.matches("[data-dismiss]")) element.addEventListener("submit", putAway);
  else closeWhenLeft(element);
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
