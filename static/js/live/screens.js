// What a screen shows of one person and what its Enter does. Each screen has its own next act; "all" has every one.

import { config, options, part, place, verdict, words } from "./parts.js";
import { isReady, lotOf, profile, vialFor } from "./station.js";

export const STAGES = { all: "eligible", front: "expected", screening: "checked_in", injection: "eligible", observation: "observed" };
const MAY = {
  all: ["arrival", "screening", "dose", "leave"],
  front: ["arrival"],
  screening: ["screening"],
  injection: ["dose"],
  observation: ["leave"],
};
const NEXT = { expected: "arrival", checked_in: "screening", eligible: "dose", observed: "leave" };

// which act comes next here with this person; somebody who has not arrived is screened at once where one nurse does all
export function actFor(screen, card) {
  const stage = card.ref ? card.stage : "expected";
  const next = NEXT[stage];
  if (screen === "all" && next === "arrival") return "screening";
  return MAY[screen].includes(next) ? next : "";
}

export function cardOf(desk, card, screen) {
  const past = card.doses.map((one) => `${one.word}: ${one.vaccine}, ${one.on}`).join(" · ");
  const careful = [...(card.declared || []), ...(card.cautions || [])].join(" · ");
  const sex_age = `${card.sex_word}${card.age !== "" ? ` · ${words("years", { years: card.age })}` : ""}`;
  const made = part("card", { ...card, sex_age, past: past ? `${words("before")} ${past}` : "", careful }, { unchecked: card.unchecked });
  made.classList.toggle("is-unchecked", Boolean(card.unchecked));
  return place(made, "act", ACTS[actFor(screen, card)]?.(desk, card) || standing(card));
}

const ACTS = { arrival, screening, dose, leave };

// nothing to do here: where the person stands, in words
function standing(card) {
  const stage = card.ref ? card.stage : "stranger";
  if (stage !== "done") return verdict(stage === "observed" ? "green" : "amber", words(`stage_${stage}`));
  const tone = card.outcome === "injected" ? "green" : "amber";
  return verdict(tone, card.outcome_word || words(`outcome_${card.outcome}`), [card.outcome_note || ""]);
}

function asksOf(card) {
  const asks = card.asks || [];
  return asks.length ? verdict(asks.every((one) => one.overridable) ? "amber" : "red", words("look_again"), asks.map((one) => one.text)) : null;
}

const mustWait = (card) => (card.asks || []).some((one) => !one.overridable);

function arrival(desk, card) {
  const may = !mustWait(card);
  const word = card.ref ? words("check_in") : words("take_in");
  const made = part("arrival", { word }, { may, reason: (card.asks || []).length && may });
  place(made, "verdict", asksOf(card) || outlook(desk, card));
  return place(made, "asks", newcomer(desk, card));
}

// what the dose table will say, told at the door: nobody queues in vain
function outlook(desk, card) {
  const lots = desk.pack.lots;
  const found = card.verdicts[lotOf(desk)?.vaccine || lots[0]?.vaccine];
  return found ? verdictOf(found, lots.find((one) => one.vaccine in card.verdicts)) : null;
}

function verdictOf(found, lot) {
  const title = found.tone === "green" ? `${found.word} · ${lot.vaccine_name}` : words(found.tone === "amber" ? "look_first" : "not_today");
  return verdict(found.tone, title, found.problems.map((one) => one.text));
}

function newcomer(desk, card) {
  if (card.ref || card.person) return null;
  const made = part("newcomer", {}, { guardian: card.age !== "" && card.age < 18 });
  options(made.querySelector("[name=priority_group]"), desk.pack.groups.map((one) => [one.code, one.name]), card.newcomer?.priority_group ?? desk.pack.preset.group);
  if (card.newcomer?.id_number && card.newcomer.full_name) return made;
  const who = part("person");
  for (const name of ["full_name", "id_number"]) who.querySelector(`[name=${name}]`).value = card.newcomer?.[name] || "";
  who.append(...made.childNodes);
  return who;
}

function screening(desk, card) {
  const made = part("screening");
  const asked = config.questions.filter((one) => !(card.sex === "M" && one.female));
  place(made, "questions", ...asked.map((one) => {
    const row = part("question", { text: `${one.number}. ${one.text}` });
    row.querySelector("input").value = one.key;
    return row;
  }));
  if (!card.ref) place(made, "asks", asksOf(card), newcomer(desk, card));
  made.addEventListener("input", () => conclude(made, card));
  conclude(made, card);
  return made;
}

// what the form's own table concludes; the doctor signs it, or another outcome with a reason
export function conclude(made, card) {
  const given = screened(made);
  const abnormal = Object.entries(config.limits).filter(([sign, limits]) => given[sign] !== null && given[sign] !== undefined
    && !(limits.lowest <= given[sign] && given[sign] <= limits.highest));
  const yes = new Set(Object.keys(given.answers).filter((key) => given.answers[key]));
  const found = config.concludes.find((one) => one.questions.some((key) => yes.has(key)));
  const outcome = found ? found.outcome : "eligible";
  const because = [...config.questions.filter((one) => yes.has(one.key)).map((one) => one.text), ...abnormal.map(([, limits]) => limits.word)];
  const tone = outcome !== "eligible" ? "red" : because.length ? "amber" : "green";
  place(made, "verdict", tone === "green" ? null : verdict(tone, words(outcome === "eligible" ? "with_caution" : `outcome_${outcome}`), because));
  made.dataset.outcome = outcome;
  made.querySelector("[data-slot=sign]").textContent = words(outcome === "eligible" ? (yes.size ? "sign_caution" : "sign_eligible") : "sign_other", { outcome: words(`outcome_${outcome}`) });
  const others = ["eligible", "deferred", "referred", "contraindicated", "refused"].filter((one) => one !== outcome);
  place(made, "otherwise", ...others.map((one) => Object.assign(document.createElement("button"), {
    type: "submit", value: one, name: "outcome", className: "vx-button vx-button--quiet vx-button--small", textContent: words(`outcome_${one}`),
  })));
}

const number = (form, name) => {
  const written = form.elements[name].value.trim().replace(",", ".");
  return written === "" ? null : Number(written);
};

export function screened(form) {
  const answers = {};
  for (const box of form.querySelectorAll("[name=answer]")) answers[box.value] = box.checked;
  const signs = Object.fromEntries(["temperature", "pulse", "systolic", "diastolic", "breaths"].map((name) => [name, number(form, name)]));
  return { answers, ...signs, has_heart_history: form.elements.has_heart_history.checked, note: form.elements.note.value };
}

export function fillVitals(form, read) {
  for (const name of ["temperature", "pulse", "systolic", "diastolic", "breaths"]) {
    if (read[name] !== undefined) form.elements[name].value = String(read[name]).replace(".", config.decimal);
  }
  for (const box of form.querySelectorAll("[name=answer]")) if (read.yes.includes(box.value)) box.checked = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function dose(desk, card) {
  const lot = lotOf(desk);
  const found = lot && card.verdicts[lot.vaccine];
  const may = isReady() && found && found.tone !== "red";
  const made = part("dose", {}, { may, consent: may && found.needs_consent, reason: may && found.needs_reason });
  if (!isReady()) return place(made, "verdict", verdict("amber", words("choose_station")));
  return place(made, "verdict", verdictOf(found, lot));
}

export function doseContent(desk, card, form) {
  const found = card.verdicts[lotOf(desk).vaccine];
  return {
    series: found.series, number: found.number, lot: profile.lot, vial: vialFor(desk), station: profile.station,
    injector: profile.injector, body_site: profile.body_site,
    has_mixing_consent: Boolean(form?.elements.has_mixing_consent?.checked),
    override_reason: form?.elements.override_reason?.value.trim() || "",
  };
}

function leave(desk, card) {
  const minutes = minutesLeft(card.dose?.at, desk.now());
  const made = part("observed", {}, { early: minutes > 0 });
  const words_of = minutes ? words("minutes_left", { minutes }) : words("enough");
  return place(made, "verdict", verdict(minutes ? "blue" : "green", words_of, [card.dose ? words("injected_at", { lot: card.dose.lot, at: clock(card.dose.at) }) : ""]));
}

export const minutesLeft = (at, now) => Math.max(0, Math.ceil((Date.parse(at) + config.observation * 60000 - now) / 60000));
export const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

export function newcomerContent(desk, card, form) {
  const told = Object.fromEntries(new FormData(form));
  const known = card.newcomer || {};
  const born = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(told.born || "");
  const iso = born ? `${born[3]}-${born[2].padStart(2, "0")}-${born[1].padStart(2, "0")}` : "";
  return {
    full_name: told.full_name ?? known.full_name, born_on: iso || known.born_on || "", sex: told.sex || known.sex || "",
    id_number: told.id_number ?? known.id_number ?? "", phone: told.phone || "", address: known.address || "",
    guardian_name: told.guardian_name || "", commune: known.commune || desk.pack.preset.commune,
    priority_group: Number(told.priority_group || known.priority_group || desk.pack.preset.group),
    missing_reason: words("missing_reason"), decided: Boolean(card.decided), same_as: card.same_as || "",
  };
}
