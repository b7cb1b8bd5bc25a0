// What all parts of the live desk share: the person on the screen, the box that keeps the focus, what was said last.

import { config, said, words } from "./parts.js";
import { now } from "./line.js";
import { cardOf } from "./screens.js";
import { sound } from "./sound.js";
import { isOld, profile, show } from "./station.js";

export const UNDO = 10; // seconds, as the server's rule says
const SMALL = window.matchMedia("(max-width: 56rem)");
export const el = (id) => document.getElementById(id);
export const box = el("scan");
export const desk = {
  // how people at the site know this device: by its table
  get name() {
    const station = this.pack?.stations.find((one) => one.ref === profile.station);
    const table = station ? words("station", { number: station.number }) : "";
    return [table, navigator.userAgentData?.platform || navigator.platform, this.device.slice(0, 4)].filter(Boolean).join(" · ");
  },
  session: config.session, addresses: config.addresses, pack: null, screen: "all", card: null, matches: [], now,
  busy: true, // with an act or a look-up; at first until the people of the day are there
  last: null, // the act that can still be undone
  changed: () => {}, // something was done: the queues are asked for
};

export function choose(card) {
  desk.card = card;
  desk.matches = [];
  render();
  if (SMALL.matches) el("card").scrollIntoView({ block: "start" }); // the person, not the box, is what is looked at
}

export function render() {
  show(desk);
  el("card").replaceChildren(...(desk.card ? [cardOf(desk, desk.card, desk.screen)] : []));
  if (isOld()) say("amber", words("vial_old"));
}

export function close() {
  desk.card = null;
  desk.matches = [];
  el("card").replaceChildren();
}

export function say(tone, text, canUndo = false) {
  el("said").replaceChildren(said(tone, text, canUndo));
}

export const focusBox = () => { if (!document.querySelector("dialog[open]")) box.focus({ preventScroll: SMALL.matches }); };

// somebody whom no card describes is taken in on a page of its own
export const byHand = () => Object.assign(document.createElement("a"), { href: config.walk_in, textContent: words("by_hand"), className: "vx-live-by-hand" });

export function refuse(text) {
  say("red", text);
  sound(false);
  focusBox();
  return false;
}
