// The queue at this screen: from the server, or of the pack while there is none. Nothing moves under the hand.

import { choose, desk, el } from "./desk.js";
import { act, showReactions } from "./doing.js";
import { now } from "./line.js";
import { find, lookUp } from "./lookup.js";
import { part, words } from "./parts.js";
import { atStage } from "./people.js";
import { scan } from "./scans.js";
import { minutesLeft, STAGES } from "./screens.js";

export function showQueue(rows, counts) {
  el("queue-title").textContent = words(`queue_${STAGES[desk.screen]}`, { count: rows.length });
  el("counts").replaceChildren(...["expected", "checked_in", "eligible", "observed", "done"].map((stage) => {
    const made = document.createElement("span");
    made.append(words(`count_${stage}`), " ", Object.assign(document.createElement("b"), { textContent: counts[stage] || 0 }));
    return made;
  }));
  const place = el("queue");
  if (place.matches(":hover") || place.contains(document.activeElement)) return; // nothing moves under the hand
  place.replaceChildren(...(rows.length ? rows.map(desk.screen === "observation" ? watched : line) : [empty()]));
}

const empty = () => Object.assign(document.createElement("p"), { className: "vx-live-empty", textContent: words(`empty_${STAGES[desk.screen]}`) });

function line(row) {
  const since = row.screened_at || row.arrived_at;
  const waits = since && row.stage !== "done" ? words("waits", { minutes: Math.max(0, Math.floor((now() - Date.parse(since)) / 60000)) }) : row.come_at || "";
  const made = part("line", { name: row.name, facts: row.born, end: [row.caution ? words("caution") : "", waits].filter(Boolean).join(" · ") });
  made.addEventListener("click", () => scan(row.ref));
  return made;
}

function watched(row) {
  const made = part("watched", { name: row.name, facts: row.born });
  made.dataset.given = row.given_at;
  made.querySelector(".vx-live-watched__who").addEventListener("click", () => scan(row.ref));
  made.querySelector("[data-do=fine]").addEventListener("click", () => letGo(row));
  made.querySelector("[data-do=react]").addEventListener("click", () => find(row.ref).then(() => showReactions()));
  runTimer(made);
  return made;
}

export function runTimer(made) {
  const minutes = minutesLeft(made.dataset.given, now());
  made.classList.toggle("is-over", !minutes);
  made.querySelector("[data-slot=timer]").textContent = minutes ? words("minutes_left", { minutes }) : words("enough");
}

async function letGo(row) {
  if (minutesLeft(row.given_at, now())) return find(row.ref); // an early leave asks for the reason
  choose(await cardFor(row.ref));
  return act("leave", {});
}

async function cardFor(ref) {
  const known = desk.pack.people.find((one) => one.ref === ref);
  return known || (await lookUp(ref)).people[0];
}

export function localQueue() {
  const counts = {};
  for (const one of desk.pack.people) counts[one.stage] = (counts[one.stage] || 0) + 1;
  const waiting = atStage(desk.pack, STAGES[desk.screen]);
  showQueue(waiting.map((one) => ({ ...one, given_at: one.dose?.at || "", caution: Boolean(one.cautions?.length) })), counts);
}
