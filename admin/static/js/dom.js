// The few helpers that all parts share.

/** An element with properties (`class` and names with a dash become attributes) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** A line drawing on a grid of 24 by its path. */
export function drawing(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** The token that every form of the desk carries. */
export function token(near = document) {
  const field = near.querySelector("input[name=csrf_token]") || document.querySelector("input[name=csrf_token]");
  return field ? field.value : "";
}

/** Post a form's data to an address of the desk. */
export function send(address, body, near) {
  const headers = { "X-CSRFToken": token(near), Accept: "application/json" };
  return fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
}

/** `work`, run once nothing has called for it during `wait` milliseconds. */
export function later(work, wait) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(work, wait, ...given);
  };
}

/** The time as people write it, such as 10:42. */
export function clock(date = new Date()) {
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** Something to remember in this browser; gives up quietly where storage is closed or full. */
export const memory = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept, so nothing is lost.
    }
  },
};
