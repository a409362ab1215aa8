// The text as readers will see it: the form is sent to data-preview a moment after the last key. It answers
// {"url": address to show} or the page itself; the frame keeps its place while the text grows.

import { later, send } from "./dom.js";

const WAIT = 700; // milliseconds after the last key

export default function begin(form) {
  const frame = document.querySelector("iframe[data-preview-frame]");
  if (!frame) return;
  let shown = "";
  let running = false;
  let again = false;

  async function refresh() {
    if (!frame.offsetParent) return; // its tab is closed; opening the tab asks again
    if (running) {
      again = true;
      return;
    }
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const now = new URLSearchParams(data).toString();
    if (now === shown) return;
    running = true;
    const answer = await send(form.dataset.preview, data, form).catch(() => null);
    if (answer?.ok) {
      shown = now;
      await show(frame, answer);
    }
    running = false;
    if (again) {
      again = false;
      refresh();
    }
  }

  const soon = later(refresh, WAIT);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("laurel:pane", refresh);
  refresh();
}

async function show(frame, answer) {
  const top = frame.contentWindow?.scrollY || 0;
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const { url } = await answer.json();
    const address = new URL(url, location.href);
    if (address.origin !== location.origin) return;
    address.searchParams.set("at", Date.now());
    frame.contentWindow.location.replace(address); // no step of its own in the history
  } else {
    frame.srcdoc = await answer.text();
  }
  await loaded;
  frame.contentWindow?.scrollTo(0, top);
}
