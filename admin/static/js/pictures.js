// Pictures in a text: chosen, dropped or pasted; described in words; sent with progress; put where the caret was.
// The address in data-upload gets `file` and `alt` and answers {"path": "media/…"} or {"error": "a sentence"}.

import { make, token } from "./dom.js";
import { replace } from "./editor.js";

const isPicture = (file) => file.type.startsWith("image/");

export const pictures = { choose, receive };

function choose(area) {
  if (!area.dataset.upload) return replace(area, area.selectionStart, area.selectionEnd, "![What it shows](media/)", 2, 15);
  const field = make("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/avif,image/gif", multiple: true });
  field.addEventListener("change", () => take(area, [...field.files]));
  field.click();
}

function receive(area) {
  if (!area.dataset.upload) return;
  const frame = area.closest(".write-paper") || area;
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  frame.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    frame.classList.add("dropping");
  });
  for (const name of ["dragleave", "drop"]) frame.addEventListener(name, () => frame.classList.remove("dropping"));
  frame.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take(area, [...event.dataTransfer.files]);
  });
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])].filter(isPicture);
    if (!files.length) return;
    event.preventDefault();
    take(area, files);
  });
}

/** One picture after the other: describe it, send it, put it in. */
async function take(area, files) {
  for (const file of files) {
    if (isPicture(file)) await describe(area, file);
    else await tell(`${file.name} is not a picture. Choose a JPEG, PNG, WebP or AVIF.`);
  }
  area.focus();
}

/** Ask what the picture shows, then send it; closed without sending, nothing happens. */
function describe(area, file) {
  const place = [area.selectionStart, area.selectionEnd];
  const address = URL.createObjectURL(file);
  const alt = make("textarea", { id: "picture-alt", rows: 2, "aria-describedby": "picture-hint", maxLength: 500 });
  const state = make("p", { class: "saved", role: "status" });
  const bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "Sent so far" });
  const put = make("button", { class: "button main", type: "submit" }, "Put it in");
  const leave = make("button", { class: "button quiet", type: "button" }, "Leave it out");
  const form = make(
    "form",
    { method: "dialog", noValidate: true },
    make("img", { src: address, alt: "" }),
    make(
      "div",
      { class: "field" },
      make("label", { htmlFor: "picture-alt" }, "What does it show?"),
      make("p", { class: "hint", id: "picture-hint" }, "Read aloud to people who cannot see it. A post needs it before it is sent in."),
      alt,
    ),
    bar,
    state,
    make("div", { class: "buttons" }, put, leave),
  );
  const dialog = make("dialog", { "aria-labelledby": "picture-title" }, make("h2", { id: "picture-title" }, "Add a picture"), form);
  document.body.append(dialog);
  dialog.showModal();
  alt.focus();
  return new Promise((done) => {
    let running = null;
    leave.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      put.disabled = true;
      bar.hidden = false;
      state.textContent = "Sending it";
      running = new XMLHttpRequest();
      const answer = await upload(running, area, file, alt.value.trim(), (part) => (bar.value = part));
      put.disabled = false;
      bar.hidden = true;
      state.textContent = answer.error || "";
      if (answer.error) return;
      dialog.close(); // first, since nothing behind an open dialog can take the caret
      insert(area, place, answer.path || answer.url, alt.value.trim());
    });
    dialog.addEventListener("close", () => {
      running?.abort();
      URL.revokeObjectURL(address);
      dialog.remove();
      done();
    });
  });
}

function upload(request, area, file, alt, progress) {
  const body = new FormData();
  body.append("file", file, file.name || "picture.png");
  body.append("alt", alt);
  return new Promise((done) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("error", () => done({ error: "The desk could not be reached. Try again in a moment." }));
    request.addEventListener("abort", () => done({ error: "Stopped." }));
    request.addEventListener("load", () => {
      const failed = { error: "The picture could not be taken. Use a JPEG, PNG, WebP or AVIF of up to 25 MB." };
      try {
        const answer = JSON.parse(request.responseText);
        done(answer.error || answer.path || answer.url ? answer : failed);
      } catch {
        done(failed);
      }
    });
    request.open("POST", area.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token(area.form));
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

function insert(area, [start, end], path, alt) {
  const words = alt.replace(/\s+/g, " ").replace(/[[\]\\]/g, "\\$&");
  const before = start && area.value[start - 1] !== "\n" ? "\n\n" : "";
  replace(area, start, end, `${before}![${words}](${path})\n`);
}

function tell(words) {
  const dialog = make(
    "dialog",
    { "aria-label": "Not added" },
    make("p", {}, words),
    make("form", { method: "dialog" }, make("button", { class: "button quiet" }, "Close")),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done();
    });
  });
}
