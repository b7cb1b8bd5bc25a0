// Whom a scan means: the server knows everybody; without it the pack does, and says nothing of others.

import { byHand, choose, close, desk, el, focusBox } from "./desk.js";
import { now, post, Refused } from "./line.js";
import { part, verdict, words } from "./parts.js";
import { findInPack, fold, readCard, update } from "./people.js";
import { sound } from "./sound.js";

export async function find(text) {
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

export async function lookUp(text) {
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
  const said = verdict("red", problem || words("nobody", { text: text.includes("|") ? "" : text }));
  el("card").replaceChildren(said, byHand());
  sound(false);
}
