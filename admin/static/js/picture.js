// A picture drawn from a form, such as a badge: each change asks data-live-picture for it anew.

import { later } from "./dom.js";

export default function begin(form) {
  const picture = document.querySelector("img[data-picture]");
  if (!picture) return;
  const soon = later(() => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File || name === "csrf_token") data.delete(name);
    const address = new URL(form.dataset.livePicture, location.href);
    for (const [name, value] of data) address.searchParams.append(name, value);
    // Drawn first, shown then: no gap between the old picture and the new.
    const next = new Image();
    next.onload = () => (picture.src = next.src);
    next.src = address;
  }, 300);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
