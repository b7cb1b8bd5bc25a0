// The live desk: one scan box that keeps the focus, one person at a time, one key for the next act.

import { acts, Offline, Refused, sendAll, watchQueue } from "./acts.js";
import { camera, stop } from "./camera.js";
import { box, choose, close, desk, el, focusBox, refuse, render, say, UNDO } from "./desk.js";
import { discard, form, mainAct, showOutcomes, showReactions, undo } from "./doing.js";
import { isLoggedOut, isOnline, knowClock, knowCsrf, now, post, watchClock, watchLine } from "./line.js";
import { config, verdict, words } from "./parts.js";
import { update } from "./people.js";
import { localQueue, runTimer, showQueue } from "./queues.js";
import { nextScan, scan } from "./scans.js";
import { fillVitals, STAGES } from "./screens.js";
import { hearVials, isReady, nextLot, nextVial, openDialog, openProfile, wireDialog } from "./station.js";
import { countUnsent, deviceRef, erasePack, erasePackOfYesterday, keepPack, readPack, recall, remember } from "./store.js";
import { readVitals } from "./vitals.js";

const PULSE = 5000; // milliseconds
const PACK_AGE = 180000;

async function begin() {
  if (!window.isSecureContext || !crypto.subtle) return say("red", words("not_secure"));
  knowCsrf(config.csrf);
  knowClock(await recall("offset"));
  watchClock((offset) => remember("offset", offset));
  Object.assign(desk, { device: await deviceRef(), heard, changed: pulse });
  await erasePackOfYesterday();
  desk.pack = await readPack(desk.session).catch(() => null);
  await freshPack();
  if (!desk.pack) return say("red", words("no_pack"));
  await openProfile(desk);
  wireDialog(desk, () => {
    render();
    box.blur(); // the browser gives the focus back, but not the keys
    focusBox();
  });
  chooseScreen(location.hash.slice(1));
  if (!isReady()) openDialog(desk, discard);
  desk.busy = false;
  nextScan(); // somebody scanned while the page was opening
  await pulse();
  setInterval(pulse, PULSE);
  setInterval(tick, 1000);
  navigator.serviceWorker?.register(config.worker, { scope: config.scope }).catch(() => {}); // next time, then
}

async function freshPack() {
  try {
    desk.pack = await post(desk.addresses.pack, { device: desk.device, name: desk.name }, 20000);
    desk.pack.taken = Date.now();
    await keepPack(desk.session, desk.pack);
    await remember(`release-${desk.session}`, desk.addresses.release);
  } catch (failure) {
    if (failure instanceof Refused) say("red", failure.problems.map((one) => one.message).join(" "));
  }
}

async function pulse() {
  const unsent = await countUnsent();
  showLine(unsent);
  if (unsent) await sendAll(desk);
  if (acts.stuck.length) say("red", words("stuck", { count: acts.stuck.length, reason: acts.stuck[0] }));
  try {
    const left = await countUnsent();
    const told = await post(desk.addresses.pulse, { device: desk.device, name: desk.name, unsent: left, stage: STAGES[desk.screen] });
    hear(told, left);
    if (!left && Date.now() - (desk.pack.taken || 0) > PACK_AGE && !desk.card) await freshPack();
  } catch (failure) {
    if (!(failure instanceof Offline) && !(failure instanceof Refused)) throw failure;
    localQueue();
  }
  showLine(await countUnsent());
}

function hear(told, unsent) {
  desk.pack.session.state = told.state;
  for (const lot of desk.pack.lots) if (lot.ref in told.lots) lot.left = told.lots[lot.ref];
  desk.pack.vials = told.vials;
  if (!unsent) hearVials(desk, told.vials);
  showQueue(told.queue, told.counts);
  const link = el("conflicts");
  link.hidden = !told.conflicts;
  link.textContent = words("conflicts", { count: told.conflicts });
  const alarm = el("alarm");
  if (told.state === "closed" && !unsent) erasePack(); // nothing more is entered here; reopened, it is fetched anew
  if (told.state !== "open") alarm.replaceChildren(verdict("red", words(told.state === "closed" ? "closed" : "not_open")));
  else if (!alarm.dataset.kept) alarm.replaceChildren();
}

function showLine(unsent) {
  const line = document.querySelector("[data-live-line]");
  line.dataset.state = isLoggedOut() || acts.stuck.length ? "pending" : isOnline() ? (unsent ? "pending" : "online") : "offline";
  for (const mark of line.querySelectorAll("[data-when]")) mark.hidden = mark.dataset.when !== (isOnline() ? "online" : "offline");
  const state = words(isLoggedOut() ? "logged_out" : isOnline() ? "online" : "offline");
  const text = unsent ? `${state} · ${words("unsent", { count: unsent })}` : state;
  const shown = line.querySelector("[data-slot=line]");
  if (shown.textContent !== text) shown.textContent = text;
  if (isLoggedOut() && !line.querySelector("a")) shown.append(" ", Object.assign(document.createElement("a"), { href: config.login, textContent: words("log_in") }));
}

async function heard(told, act) {
  if (told.card) {
    update(desk.pack, told.card);
    await keepPack(desk.session, desk.pack);
  }
  if (told.state === "conflict") say("amber", `${words("conflict")} ${told.problems.join(" ")}`);
  if (desk.card && told.card && [told.card.ref, act.subject].includes(desk.card.ref)) choose(told.card);
}

async function tick() {
  if (now() > Date.parse(desk.pack.expires_at)) { // the day is over: what is unsent stays, the people of the day go
    await erasePackOfYesterday();
    location.reload();
  }
  document.querySelectorAll(".vx-live-watched").forEach(runTimer);
  const seconds = desk.last ? UNDO - Math.floor((Date.now() - desk.last.pressed) / 1000) : 0;
  const button = el("said").querySelector("[data-do=undo]");
  if (!desk.last || !button) return;
  if (seconds > 0) button.querySelector("[data-slot=seconds]").textContent = `(${seconds})`;
  else {
    button.remove();
    desk.last = null;
  }
}

function chooseScreen(name) {
  desk.screen = name in STAGES ? name : "all";
  for (const link of document.querySelectorAll("[data-screen]")) {
    if (link.dataset.screen === desk.screen) {
      link.setAttribute("aria-current", "page");
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft; // on a phone the row is wider
    } else link.removeAttribute("aria-current");
  }
  remember("screen", desk.screen);
  close();
  showQueue([], {});
  pulse();
  focusBox();
}

async function entered() {
  const text = box.value.trim();
  box.value = "";
  if (!text) return desk.card || desk.busy || !nextScan() ? mainAct() : null;
  const open = form();
  const vitals = readVitals(text);
  if (!vitals) return scan(text);
  if (open?.dataset.act !== "screening") return refuse(words("not_screening"));
  fillVitals(open, vitals);
  return mainAct();
}

el("scan-form").addEventListener("submit", (event) => { event.preventDefault(); entered(); });
el("card").addEventListener("submit", (event) => {
  event.preventDefault();
  mainAct(event.submitter?.name === "outcome" ? event.submitter.value : "");
});

const DO = {
  station: () => openDialog(desk, discard),
  undo,
  reactions: showReactions,
  outcomes: showOutcomes,
  camera: () => camera(el("camera"), scan, refuse),
  contrast: () => {
    const page = document.documentElement;
    if (page.dataset.contrast) delete page.dataset.contrast;
    else page.dataset.contrast = "more";
    remember("contrast", Boolean(page.dataset.contrast));
  },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && button.dataset.do in DO && desk.pack) DO[button.dataset.do]();
});

const KEYS = {
  F2: async () => say("blue", await nextVial(desk)),
  F3: async () => { say("blue", await nextLot(desk)); render(); },
  F9: () => openDialog(desk, discard),
  F8: () => {
    more.open = true;
    more.querySelector("a").focus();
  },
};
const more = el("more");
more.addEventListener("focusout", (event) => { if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false; });
document.addEventListener("keydown", (event) => {
  if (!desk.pack || document.querySelector("dialog[open]")) return;
  if (event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.key === "Escape") {
    close();
    stop(el("camera"));
    more.open = false;
    box.value = "";
    nextScan();
    focusBox();
  } else if (event.key === "z" && event.ctrlKey && desk.last) {
    event.preventDefault();
    undo();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) walk(event);
  else typed(event);
});

// up and down go through the lines that are shown: other pages, matches, else the queue
function walk(event) {
  const shown = more.open ? more : desk.matches.length ? el("card") : el("queue");
  const lines = [...shown.querySelectorAll("li a, button.vx-line, .vx-live-watched__who")];
  if (!lines.length || event.target.closest("select, input:not(#scan), textarea")) return;
  event.preventDefault();
  const at = lines.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  (lines[next] || box).focus();
}

// a scanner types into nothing while a button has the focus: its signs go to the scan box
function typed(event) {
  const isSign = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && event.key !== " ";
  if (isSign && !event.target.closest("input:not([type=checkbox]), textarea, select")) {
    box.value = "";
    box.focus();
  }
}

window.addEventListener("hashchange", () => chooseScreen(location.hash.slice(1)));
window.addEventListener("online", pulse);
watchLine(async () => showLine(await countUnsent()));
watchQueue(showLine);
recall("contrast").then((more) => { if (more) document.documentElement.dataset.contrast = "more"; });
begin();
