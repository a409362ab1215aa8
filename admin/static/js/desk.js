// Finds what a page asks for by its data-attributes and loads only that. Every page works without any of this.

const parts = [
  ["body", "./keys.js"],
  ["[data-focus], [data-dismiss], details.account, .views", "./frame.js"],
  ["body.inside", "./sent.js"],
  ["form[data-autosave]", "./autosave.js"],
  ["form[data-dirty]", "./dirty.js"],
  ["textarea[data-editor]", "./editor.js"],
  ["form[data-preview]", "./preview.js"],
  ["form[data-panes]", "./panes.js"],
  ["[data-copy]", "./copy.js"],
  ["[data-count]", "./charcount.js"],
  ["[data-poll]", "./live.js"],
  ["form[data-live-picture]", "./picture.js"],
  ["form[data-bulk]", "./bulk.js"],
];

document.documentElement.classList.add("enhanced");

async function enhance(selector, file) {
  const found = [...document.querySelectorAll(selector)];
  if (!found.length) return;
  const { default: begin } = await import(file);
  for (const element of found) begin(element);
}

const begun = parts.map(([selector, file]) => enhance(selector, file));
Promise.allSettled(begun).then(() => document.documentElement.classList.add("ready"));
