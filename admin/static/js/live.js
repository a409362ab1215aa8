// A region that follows something running: data-poll is asked every second for its new words. The answer may be the
// words alone or a whole page with such a region. Words with data-done, or a page without the region, end it.
// data-says names a line that says the step at work each time it is another one: what is counted meanwhile is not read
// out every second.

const EVERY = 1000; // milliseconds
const SLOW = 5000; // when the desk did not answer

export default function begin(region) {
  let last = null;

  function say() {
    const line = document.getElementById(region.dataset.says || "");
    const step = region.querySelector("[aria-current='step'] b");
    if (line && step && line.textContent !== step.textContent) line.textContent = step.textContent;
  }

  async function ask() {
    if (document.hidden) return setTimeout(ask, EVERY);
    const answer = await fetch(region.dataset.poll, { headers: { "X-Part": "1" }, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return setTimeout(ask, SLOW);
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    const whole = page.getElementById("main");
    const fresh = page.querySelector("[data-poll]") || (whole ? null : page.body);
    if (!fresh) return location.reload();
    if (fresh.innerHTML !== last) {
      last = fresh.innerHTML;
      region.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
      say();
    }
    const done = region.querySelector("[data-done]");
    if (!done) return setTimeout(ask, EVERY);
    if (done.dataset.done === "reload") location.reload();
  }
  setTimeout(ask, EVERY);
}
