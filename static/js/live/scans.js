// Scans that come faster than the line answers wait their turn: each person is shown, and none is done unseen.

import { desk, el } from "./desk.js";
import { find } from "./lookup.js";
import { words } from "./parts.js";

const waiting = [];
let shown = ""; // whose answer is awaited or stands on the screen

export function scan(text) {
  if (!desk.busy && !waiting.length) return look(text);
  if (text !== (waiting.at(-1) || shown)) waiting.push(text); // a scanner reads some codes twice
  return tell();
}

// the person before is done with, or was skipped
export function nextScan() {
  if (desk.busy || !waiting.length) return false;
  look(waiting.shift());
  tell();
  return true;
}

function look(text) {
  shown = text;
  return find(text);
}

function tell() {
  el("scans").textContent = waiting.length ? words("scans_wait", { count: waiting.length }) : "";
}
