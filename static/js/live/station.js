// The table this device stands on: chosen once, shown in the colour of its lot, preset for every dose.

import { config, options, part, words } from "./parts.js";
import { newRef, recall, remember } from "./store.js";

export const profile = { station: "", lot: "", injector: "", body_site: "left_arm", vial: null };
const bar = document.querySelector(".vx-live-lot");
const dialog = document.getElementById("station");
const form = dialog.querySelector("form");

export async function openProfile(desk) {
  Object.assign(profile, await recall(`station-${desk.session}`));
  const { stations, lots, me } = desk.pack;
  if (!stations.some((one) => one.ref === profile.station)) profile.station = stations.length === 1 ? stations[0].ref : "";
  if (!usable(lots).some((one) => one.ref === profile.lot)) profile.lot = usable(lots).length === 1 ? usable(lots)[0].ref : "";
  profile.injector ||= stations.find((one) => one.ref === profile.station)?.injector || me.ref;
  show(desk);
}

const usable = (lots) => lots.filter((one) => !one.problems.length && one.left > 0);
export const isReady = () => Boolean(profile.station && profile.lot);
export const lotOf = (desk) => desk.pack.lots.find((one) => one.ref === profile.lot);

async function keep(desk) {
  await remember(`station-${desk.session}`, { ...profile });
  show(desk);
}

export function show(desk) {
  const lot = lotOf(desk);
  const station = desk.pack.stations.find((one) => one.ref === profile.station);
  bar.className = `vx-live-lot${lot ? ` vx-live-lot--${lot.colour}` : ""}`;
  const slot = (name) => bar.querySelector(`[data-slot="${name}"]`);
  slot("station").textContent = station ? words("station", { number: station.number }) : words("choose_station");
  slot("lot").textContent = lot ? lot.number : "";
  slot("vial").textContent = lot
    ? `${lot.vaccine_name} · ${words("expires", { day: lot.expires })} · ${profile.vial?.lot === lot.ref ? words("in_vial", { left: leftInVial(lot) }) : words("no_vial")}`
    : "";
}

const leftInVial = (lot) => (profile.vial?.lot === lot.ref ? Math.max(0, profile.vial.left) : 0);

// the vial out of which the next dose comes; an empty table opens one
export function vialFor(desk) {
  const lot = lotOf(desk);
  if (!profile.vial || profile.vial.lot !== lot.ref || profile.vial.left < 1) {
    profile.vial = { ref: newRef(), lot: lot.ref, left: lot.per_vial, opened_at: new Date().toISOString() };
  }
  return profile.vial.ref;
}

export async function drawn(desk, count = 1) {
  if (profile.vial) profile.vial.left -= count;
  await keep(desk);
}

// what the server counts, once it knows everything that was done here
export async function hearVials(desk, vials) {
  const mine = vials.filter((one) => one.station === profile.station && one.lot === profile.lot);
  const same = mine.find((one) => one.ref === profile.vial?.ref);
  if (same) profile.vial = { ...profile.vial, left: same.left, opened_at: same.opened_at };
  else if (!profile.vial && mine.length) profile.vial = { ...mine[0] };
  await keep(desk);
}

export async function nextVial(desk) {
  const lot = lotOf(desk);
  if (!lot) return "";
  const left = leftInVial(lot);
  profile.vial = { ref: newRef(), lot: lot.ref, left: lot.per_vial, opened_at: new Date().toISOString() };
  await keep(desk);
  return left ? words("vial_left", { left }) : words("vial_new");
}

export async function nextLot(desk) {
  const lots = usable(desk.pack.lots);
  if (!lots.length) return words("no_lot");
  const at = lots.findIndex((one) => one.ref === profile.lot);
  profile.lot = lots[(at + 1) % lots.length].ref;
  profile.vial = null;
  await keep(desk);
  return words("lot_now", { lot: lotOf(desk).number });
}

export const isOld = () => profile.vial && Date.now() - Date.parse(profile.vial.opened_at) > config.vial_hours * 3600000;

export function openDialog(desk, discard) {
  const { stations, lots, staff, vials } = desk.pack;
  options(form.elements.station, stations.map((one) => [one.ref, words("station", { number: one.number })]), profile.station);
  options(form.elements.lot, usable(lots).map((one) => [one.ref, words("lot_choice", { vaccine: one.vaccine_name, lot: one.number, expires: one.expires, left: one.left })]), profile.lot);
  options(form.elements.injector, staff.map((one) => [one.ref, one.name]), profile.injector);
  form.elements.body_site.value = profile.body_site;
  const open = vials.filter((one) => one.left > 0 && one.ref !== profile.vial?.ref);
  document.getElementById("open-vials").replaceChildren(...open.map((one) => openVial(desk, one, discard)));
  dialog.showModal();
}

// a vial that stands about half empty: what is left of it is thrown away with a reason
function openVial(desk, vial, discard) {
  const lot = desk.pack.lots.find((one) => one.ref === vial.lot);
  const row = part("choices", { label: words("open_vial", { lot: lot.number, left: vial.left }) });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "vx-button vx-button--secondary", textContent: words("discard", { left: vial.left }) });
  const reason = row.querySelector("input");
  reason.value = words("discard_reason");
  button.addEventListener("click", async () => {
    if (await discard(vial, reason.value)) row.remove();
  });
  row.querySelector("[data-place]").append(button);
  return row;
}

export function wireDialog(desk, done) {
  dialog.addEventListener("close", async () => {
    const { station, lot, injector, body_site } = Object.fromEntries(new FormData(form));
    if (lot !== profile.lot) profile.vial = null;
    Object.assign(profile, { station, lot, injector, body_site });
    await keep(desk);
    done();
  });
}
