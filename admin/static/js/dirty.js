// Before a page with something unsaved is left, the browser asks.

export default function begin(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  for (const name of ["submit", "laurel:saved"]) form.addEventListener(name, () => (changed = false));
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
