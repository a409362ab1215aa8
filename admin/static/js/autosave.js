// What is typed is kept in this browser at once and sent to data-autosave a moment later. The desk answers
// {"saved": "10:42", "version": 3}; `version` goes back into the form. Status 409 means that someone else changed it.

import { clock, later, make, memory, send } from "./dom.js";

const WAIT = 2000; // milliseconds after the last key
const AGAIN = 15000; // milliseconds until the next try when the desk cannot be reached

export default function begin(form) {
  const key = `laurel-kept:${location.pathname}`;
  const state = form.querySelector("[data-saved]") || form.appendChild(make("p", { "data-saved": "" }));
  state.classList.add("saved");
  state.setAttribute("role", "status");
  let edits = 0;
  let running = false;
  let stopped = false;
  let leaving = false;

  const say = (words, kept) => {
    state.textContent = words;
    state.classList.toggle("kept", kept);
  };

  async function save() {
    if (running || stopped || leaving || !form.dataset.autosave) return;
    running = true;
    const sent = edits;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    const answer = await send(form.dataset.autosave, data, form).catch(() => null);
    running = false;
    if (leaving) return;
    if (answer?.ok) await took(answer, sent);
    else if (answer && answer.status < 500 && answer.status !== 429) refused(answer);
    else {
      say("Kept on this device", true);
      setTimeout(save, AGAIN);
    }
  }

  async function took(answer, sent) {
    const words = await answer.json().catch(() => ({}));
    if (words.version !== undefined) for (const field of form.querySelectorAll("input[name=version]")) field.value = words.version;
    if (words.autosave) form.dataset.autosave = words.autosave; // a first save gives a draft its own address
    say(`Saved ${words.saved || clock()}`, false);
    if (sent !== edits) return soon();
    memory.drop(key);
    form.dispatchEvent(new CustomEvent("laurel:saved"));
  }

  function refused(answer) {
    // A half-written form may not be ready for the desk yet: that is no reason to stop trying.
    if (answer.status === 422 || answer.status === 400) return say("Kept on this device", true);
    stopped = true;
    say("Kept on this device. Someone changed this in the meantime: save it to see both versions", true);
  }

  const soon = later(save, WAIT);
  form.addEventListener("input", () => {
    edits += 1;
    if (memory.write(key, { at: Date.now(), values: values(form) })) say("Kept on this device", true);
    soon();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    memory.write("laurel-sent", key);
  });
  restore(form, key, () => {
    edits += 1;
    soon();
  });
}

/** The fields of a form that a person fills, as pairs. */
function values(form) {
  const kept = ["hidden", "file", "password", "submit", "button"];
  return [...form.elements].flatMap((field) => {
    if (!field.name || kept.includes(field.type)) return [];
    if (field.type === "checkbox" || field.type === "radio") return [[field.name, field.value, field.checked]];
    if (field.multiple) return [[field.name, [...field.selectedOptions].map((option) => option.value)]];
    return [[field.name, field.value]];
  });
}

function restore(form, key, then) {
  const kept = memory.read(key);
  memory.drop("laurel-sent"); // this very form came back: it did not arrive
  if (!kept || JSON.stringify(kept.values) === JSON.stringify(values(form))) return memory.drop(key);
  const bring = make("button", { type: "button", class: "button quiet" }, "Bring it back");
  const leave = make("button", { type: "button", class: "plain" }, "Let it go");
  const when = new Date(kept.at);
  const day = when.toDateString() === new Date().toDateString() ? "" : ` on ${when.toLocaleDateString("en", { day: "numeric", month: "long" })}`;
  const words = make("p", {}, `You wrote something here${day} at ${clock(when)} that was not saved.`);
  const offer = make("div", { class: "offer", role: "status" }, words, bring, leave);
  bring.addEventListener("click", () => {
    put(form, kept.values);
    offer.remove();
    then();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  leave.addEventListener("click", () => {
    memory.drop(key);
    offer.remove();
  });
  form.prepend(offer);
}

function put(form, pairs) {
  for (const [name, value, checked] of pairs) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (checked !== undefined) {
        if (field.value === value) field.checked = checked;
      } else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
      else field.value = value;
    }
  }
}
