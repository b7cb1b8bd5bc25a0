// What is done with the person on the screen: the main act of each screen, undo, reactions, outcomes without a dose.

import { perform, Refused } from "./acts.js";
import { byHand, choose, close, desk, el, focusBox, refuse, say, UNDO } from "./desk.js";
import { config, part, verdict, words } from "./parts.js";
import { moveOn, update } from "./people.js";
import { nextScan } from "./scans.js";
import { actFor, conclude, doseContent, newcomerContent, screened } from "./screens.js";
import { sound } from "./sound.js";
import { drawn, lotOf } from "./station.js";
import { keepPack, newRef } from "./store.js";

export const form = () => el("card").querySelector("form[data-act]");

export async function mainAct(outcome = "") {
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
  const lot = lotOf(desk);
  const content = doseContent(desk, desk.card, made);
  const found = desk.card.verdicts[lot.vaccine];
  if (found.needs_reason && !content.override_reason) return refuse(words("type_reason"));
  const facts = { word: found.word, vaccine: lot.vaccine_name, lot: lot.number };
  if (!(await act("dose", content, { facts }))) return false;
  await drawn(desk);
  return true;
}

async function leave(made) {
  return act("leave", { override_reason: made.elements.override_reason?.value.trim() || "" });
}

// one act of the person on the screen; true when it is done or kept
export async function act(kind, content, { subject = desk.card.ref, facts = {} } = {}) {
  if (desk.busy) return false;
  desk.busy = true;
  const before = desk.card;
  const pressed = Date.now(); // from here on the seconds of undo are counted, as the server does
  try {
    const done = await perform(desk, kind, subject, content);
    const card = done.card || moveOn({ ...before, ref: before.ref || subject }, done.act, facts);
    update(desk.pack, card);
    await keepPack(desk.session, desk.pack);
    finish(kind, card, done, pressed);
    return true;
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    refuse(failure.problems.map((one) => one.message).join(" "));
    if (kind === "walk_in") el("said").append(byHand()); // where it can be said who it is, or what is missing
    return false;
  } finally {
    desk.busy = false;
    if (!desk.card) nextScan();
    focusBox();
  }
}

function finish(kind, card, done, pressed) {
  const kept = done.state === "kept" ? ` ${words("kept")}` : "";
  desk.last = { kind, card, act: done.act, pressed };
  say("green", `${words(`did_${kind}`, { name: card.name, outcome: card.outcome_word || "" })}${kept}`, kind in UNDO_OF);
  sound(true);
  const next = actFor(desk.screen, card);
  if (next && desk.screen === "all" && next !== "leave") choose(card);
  else close();
  desk.changed();
}

const UNDO_OF = { dose: "undo_dose", check_in: "undo_check_in" };

export async function undo() {
  if (desk.busy || !desk.last || !(desk.last.kind in UNDO_OF) || Date.now() - desk.last.pressed > UNDO * 1000) return;
  const { kind, card, act: undone } = desk.last;
  desk.last = null;
  desk.card = card;
  if (await act(UNDO_OF[kind], { dose: undone.ref })) {
    if (kind === "dose") await drawn(desk, -1);
    desk.last = null;
  }
}

export async function discard(vial, reason) {
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

export function showReactions() {
  const rows = config.reactions.map((one) => [one.key, one.word, one.serious ? "danger" : "secondary"]);
  const made = choices(words("reaction_note"), rows, async (reaction, note) => {
    const serious = config.reactions.find((one) => one.key === reaction).serious;
    const { name, dose } = desk.card;
    const told = { dose: dose.ref, reaction, note, is_serious: serious };
    if (!(await act("reaction", told)) || !serious) return;
    const alarm = el("alarm");
    alarm.dataset.kept = "1";
    alarm.replaceChildren(verdict("red", words("alarm", { name })));
  });
  el("card").querySelector("[data-place=reactions]")?.replaceChildren(made);
}

export function showOutcomes() {
  const rows = ["refused", "deferred", "referred", "contraindicated"].map((one) => [one, words(`outcome_${one}`), "secondary"]);
  form().append(choices(words("outcome_note"), rows, (outcome, note) => act("outcome", { outcome, note })));
}
