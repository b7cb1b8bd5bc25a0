// The live desk: one scan box that keeps the focus, one person at a time, one key for the next act.

import { camera } from "./camera.js";
import { acts, Offline, perform, Refused, sendAll, watchQueue } from "./acts.js";
import { isLoggedOut, isOnline, knowClock, knowCsrf, now, post, watchClock, watchLine } from "./line.js";
import { config, part, said, sound, verdict, words } from "./parts.js";
import { atStage, findInPack, fold, moveOn, readCard, update } from "./people.js";
import { actFor, cardOf, clock, conclude, doseContent, fillVitals, minutesLeft, newcomerContent, screened, STAGES } from "./screens.js";
import { drawn, hearVials, isOld, isReady, lotOf, nextLot, nextVial, openDialog, openProfile, profile, show, wireDialog } from "./station.js";
import { countUnsent, deviceRef, erasePackOfYesterday, keepPack, newRef, readPack, recall, remember } from "./store.js";
import { readVitals } from "./vitals.js";

const PULSE = 5000; // milliseconds
const PACK_AGE = 180000;
const SMALL = window.matchMedia("(max-width: 56rem)");
const UNDO = 10; // seconds, as the server's rule says
const el = (id) => document.getElementById(id);
const box = el("scan");
const desk = {
  // how people at the site know this device: by its table
  get name() {
    const station = this.pack?.stations.find((one) => one.ref === profile.station);
    const table = station ? words("station", { number: station.number }) : "";
    return [table, navigator.userAgentData?.platform || navigator.platform, this.device.slice(0, 4)].filter(Boolean).join(" · ");
  },
  session: config.session, addresses: config.addresses, pack: null, screen: "all", card: null, matches: [], busy: false, now,
};
let last = null; // the act that can still be undone
let queue = [];
let counts = {};

// ---- the pack, the line and the queues

async function begin() {
  if (!window.isSecureContext || !crypto.subtle) return say("red", words("not_secure"));
  knowCsrf(config.csrf);
  knowClock(await recall("offset"));
  watchClock((offset) => remember("offset", offset));
  Object.assign(desk, { device: await deviceRef(), heard });
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
  await pulse();
  setInterval(pulse, PULSE);
  setInterval(tick, 1000);
  navigator.serviceWorker?.register(config.worker, { scope: config.scope }).catch(() => {}); // next time, then
  return focusBox();
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
  try {
    const left = await countUnsent();
    const told = await post(desk.addresses.pulse, { device: desk.device, name: desk.name, unsent: left, stage: STAGES[desk.screen] });
    if (told.session_closed) return;
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
  counts = told.counts;
  showQueue(told.queue);
  const link = el("conflicts");
  link.hidden = !told.conflicts;
  link.textContent = words("conflicts", { count: told.conflicts });
  const alarm = el("alarm");
  if (told.state !== "open") alarm.replaceChildren(verdict("red", words(told.state === "closed" ? "closed" : "not_open")));
  else if (!alarm.dataset.kept) alarm.replaceChildren();
}

function localQueue() {
  counts = {};
  for (const one of desk.pack.people) counts[one.stage] = (counts[one.stage] || 0) + 1;
  const waiting = atStage(desk.pack, STAGES[desk.screen]);
  showQueue(waiting.map((one) => ({ ...one, given_at: one.dose?.at || "", caution: Boolean(one.cautions?.length) })));
}

function showLine(unsent) {
  const line = document.querySelector("[data-live-line]");
  line.dataset.state = isLoggedOut() || acts.stuck ? "pending" : isOnline() ? (unsent ? "pending" : "online") : "offline";
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

// ---- the queue at this screen

function showQueue(rows) {
  queue = rows;
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
  made.addEventListener("click", () => find(row.ref));
  return made;
}

function watched(row) {
  const made = part("watched", { name: row.name, facts: row.born });
  made.dataset.given = row.given_at;
  made.querySelector(".vx-live-watched__who").addEventListener("click", () => find(row.ref));
  made.querySelector("[data-do=fine]").addEventListener("click", () => letGo(row));
  made.querySelector("[data-do=react]").addEventListener("click", () => find(row.ref).then(() => showReactions()));
  runTimer(made);
  return made;
}

function runTimer(made) {
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

async function tick() {
  if (now() > Date.parse(desk.pack.expires_at)) { // the day is over: what is unsent stays, the people of the day go
    await erasePackOfYesterday();
    location.reload();
  }
  document.querySelectorAll(".vx-live-watched").forEach(runTimer);
  const seconds = last ? UNDO - Math.floor((Date.now() - last.pressed) / 1000) : 0;
  const button = el("said").querySelector("[data-do=undo]");
  if (!last || !button) return;
  if (seconds > 0) button.querySelector("[data-slot=seconds]").textContent = `(${seconds})`;
  else {
    button.remove();
    last = null;
  }
}

// ---- who is scanned

async function find(text) {
  if (desk.busy) return;
  desk.busy = true;
  try {
    const found = await lookUp(text);
    const all = [...found.people, ...found.strangers];
    desk.matches = all;
    if (all.length === 1) choose(all[0]);
    else if (all.length) showMatches(all);
    else if (found.newcomer) choose({ ...found.newcomer.card, newcomer: found.newcomer, declared: [], keys: [], unchecked: found.unchecked });
    else notFound(found.problem, text);
  } finally {
    desk.busy = false;
    focusBox();
  }
}

// the server knows everybody; without it the pack does, and says nothing of others
async function lookUp(text) {
  try {
    const found = await post(desk.addresses.find, { text });
    for (const card of found.people) update(desk.pack, card);
    return found;
  } catch (failure) {
    if (failure instanceof Refused) return { people: [], strangers: [], newcomer: null, problem: failure.problems.map((one) => one.message).join(" ") };
    const people = await findInPack(desk.pack, text);
    return { people, strangers: [], newcomer: people.length ? null : unchecked(text), unchecked: !people.length, problem: "" };
  }
}

function unchecked(text) {
  const card = text.includes("|") ? readCard(text) : null;
  const digits = text.replace(/\D/g, "");
  if (!card && !digits && fold(text).length < 4) return null;
  const told = card || { full_name: digits ? "" : text, id_number: digits, born: "", born_on: "", sex: "" };
  const age = told.born_on ? Math.floor((now() - new Date(told.born_on)) / 31556952000) : "";
  const sex_word = told.sex ? words(`sex_${told.sex}`) : "";
  const person = { name: told.full_name, born: told.born, age, sex: told.sex, sex_word, pressure: age > 65, doses: [], verdicts: desk.pack.verdicts };
  return { ...told, priority_group: desk.pack.preset.group, commune: desk.pack.preset.commune, card: person };
}

function showMatches(all) {
  close();
  const lines = all.map((one) => {
    const made = part("line", { name: one.name, facts: `${one.born} · ${one.home || ""} ${one.number || ""}`, end: one.ref ? words(`stage_${one.stage}`) : words("stage_stranger") });
    made.addEventListener("click", () => { choose(one); focusBox(); });
    return made;
  });
  const list = Object.assign(document.createElement("div"), { className: "vx-lines" });
  list.append(...lines);
  el("card").replaceChildren(verdict("amber", words("choose_one")), list);
  sound(false);
}

function notFound(problem, text) {
  close();
  el("card").replaceChildren(verdict("red", problem || words("nobody", { text: text.includes("|") ? "" : text })));
  sound(false);
}

function choose(card) {
  desk.card = card;
  desk.matches = [];
  render();
  if (SMALL.matches) el("card").scrollIntoView({ block: "start" }); // the person, not the box, is what is looked at
}

function render() {
  show(desk);
  el("card").replaceChildren(...(desk.card ? [cardOf(desk, desk.card, desk.screen)] : []));
  if (isOld()) say("amber", words("vial_old"));
}

function close() {
  desk.card = null;
  desk.matches = [];
  el("card").replaceChildren();
}

// ---- acts

const form = () => el("card").querySelector("form[data-act]");

async function mainAct(outcome = "") {
  const made = form();
  if (!desk.card || !made) return;
  const button = made.querySelector("button:not([type=button])");
  if (!button) return sound(false);
  const doing = { arrival: arrive, screening: sign, dose: inject, leave: leave };
  await doing[made.dataset.act](made, outcome);
}

async function arrive(made) {
  if (desk.card.ref) return act("check_in", {});
  return takeIn(made);
}

async function takeIn(made) {
  const known = desk.card.person ? { person: desk.card.person } : newcomerContent(desk, desk.card, made);
  const reason = made.elements.override_reason?.value.trim() || "";
  const subject = newRef();
  const name = known.full_name || desk.card.name;
  desk.card = { ...desk.card, name };
  return act("walk_in", { ...known, override_reason: reason }, { subject });
}

async function sign(made, outcome) {
  conclude(made, desk.card);
  const wanted = outcome || made.dataset.outcome;
  const given = screened(made);
  if (given.temperature === null && wanted !== "refused") return refuse(words("type_temperature"));
  if (desk.card.pressure && given.systolic === null && wanted !== "refused") return refuse(words("type_pressure"));
  const answers = wanted === "refused" ? {} : given.answers;
  if (!desk.card.ref && !(await takeIn(made))) return false;
  if (desk.card.stage === "expected" && !(await act("check_in", {}))) return false;
  return act("screening", { ...given, answers, outcome: wanted });
}

async function inject(made) {
  const pressed = Date.now();
  const lot = lotOf(desk);
  const content = doseContent(desk, desk.card, made);
  const found = desk.card.verdicts[lot.vaccine];
  if (found.needs_reason && !content.override_reason) return refuse(words("type_reason"));
  const facts = { word: found.word, vaccine: lot.vaccine_name, lot: lot.number };
  if (!(await act("dose", content, { facts }))) return false;
  await drawn(desk);
  last.pressed = pressed;
  return true;
}

async function leave(made) {
  return act("leave", { override_reason: made.elements.override_reason?.value.trim() || "" });
}

// one act of the person on the screen; true when it is done or kept
async function act(kind, content, { subject = desk.card.ref, facts = {} } = {}) {
  if (desk.busy) return false;
  desk.busy = true;
  const before = desk.card;
  try {
    const done = await perform(desk, kind, subject, content);
    const card = done.card || moveOn({ ...before, ref: before.ref || subject }, done.act, facts);
    update(desk.pack, card);
    await keepPack(desk.session, desk.pack);
    finish(kind, card, done);
    return true;
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    refuse(failure.problems.map((one) => one.message).join(" "));
    return false;
  } finally {
    desk.busy = false;
    focusBox();
  }
}

function finish(kind, card, done) {
  const kept = done.state === "kept" ? ` ${words("kept")}` : "";
  last = { kind, card, act: done.act, pressed: Date.now() };
  say("green", `${words(`did_${kind}`, { name: card.name, outcome: card.outcome_word || "" })}${kept}`, kind in UNDO_OF);
  sound(true);
  const next = actFor(desk.screen, card);
  if (next && desk.screen === "all" && next !== "leave") choose(card);
  else close();
  pulse();
}

function refuse(text) {
  say("red", text);
  sound(false);
  focusBox();
  return false;
}

const UNDO_OF = { dose: "undo_dose", check_in: "undo_check_in" };

async function undo() {
  if (!last || !(last.kind in UNDO_OF) || Date.now() - last.pressed > UNDO * 1000) return;
  const { kind, card, act: undone } = last;
  last = null;
  desk.card = card;
  if (await act(UNDO_OF[kind], { dose: undone.ref })) {
    if (kind === "dose") await drawn(desk, -1);
    last = null;
  }
}

async function discard(vial, reason) {
  try {
    await perform(desk, "vial", vial.ref, { vial: vial.ref, discarded: vial.left, reason });
    desk.pack.vials = desk.pack.vials.filter((one) => one.ref !== vial.ref);
    return true;
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    return refuse(failure.problems.map((one) => one.message).join(" "));
  }
}

function choices(label, rows, chosen) {
  const made = part("choices", { label });
  const note = made.querySelector("input");
  made.querySelector("[data-place]").append(...rows.map(([value, word, kind]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: `vx-button vx-button--${kind}`, textContent: word });
    button.addEventListener("click", () => chosen(value, note.value.trim()));
    return button;
  }));
  return made;
}

function showReactions() {
  const rows = config.reactions.map((one) => [one.key, one.word, one.serious ? "danger" : "secondary"]);
  const made = choices(words("reaction_note"), rows, async (reaction, note) => {
    const serious = config.reactions.find((one) => one.key === reaction).serious;
    const told = { dose: desk.card.dose.ref, reaction, note, is_serious: serious };
    if (!(await act("reaction", told)) || !serious) return;
    const alarm = el("alarm");
    alarm.dataset.kept = "1";
    alarm.replaceChildren(verdict("red", words("alarm", { name: last.card.name })));
  });
  el("card").querySelector("[data-place=reactions]")?.replaceChildren(made);
}

function showOutcomes() {
  const rows = ["refused", "deferred", "referred", "contraindicated"].map((one) => [one, words(`outcome_${one}`), "secondary"]);
  form().append(choices(words("outcome_note"), rows, (outcome, note) => act("outcome", { outcome, note })));
}

// ---- the hand

function say(tone, text, canUndo = false) {
  el("said").replaceChildren(said(tone, text, canUndo));
}

const focusBox = () => { if (!document.querySelector("dialog[open]")) box.focus({ preventScroll: SMALL.matches }); };

function chooseScreen(name) {
  desk.screen = name in STAGES ? name : "all";
  for (const link of document.querySelectorAll("[data-screen]")) {
    if (link.dataset.screen === desk.screen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  remember("screen", desk.screen);
  close();
  showQueue([]);
  pulse();
  focusBox();
}

async function entered() {
  const text = box.value.trim();
  box.value = "";
  if (!text) return mainAct();
  const open = form();
  const vitals = readVitals(text);
  if (!vitals) return find(text);
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
  camera: () => camera(el("camera"), (text) => { find(text); }, (text) => say("amber", text)),
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
};
document.addEventListener("keydown", (event) => {
  if (!desk.pack || document.querySelector("dialog[open]")) return;
  if (event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.key === "Escape") {
    close();
    box.value = "";
    focusBox();
  } else if (event.key === "z" && event.ctrlKey && last) {
    event.preventDefault();
    undo();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) walk(event);
  else typed(event);
});

// up and down go through the lines that are shown: matches, else the queue
function walk(event) {
  const lines = [...(desk.matches.length ? el("card") : el("queue")).querySelectorAll("button.vx-line, .vx-live-watched__who")];
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
