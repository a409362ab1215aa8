// A form that was sent arrived when another page of the desk follows it: what was kept of it may go.
// After an error, or where signing in comes first, nothing goes.

import { memory } from "./dom.js";

export default function begin() {
  const sent = memory.read("laurel-sent");
  if (!sent || sent === `laurel-kept:${location.pathname}`) return;
  memory.drop(sent);
  memory.drop("laurel-sent");
}
