// The live desk: the scan box keeps the focus, the line's state is shown, an outcome is heard.

import { sound } from "./live/sound.js";

function showLine() {
  const state = navigator.onLine ? "online" : "offline";
  for (const box of document.querySelectorAll("[data-online]")) {
    box.dataset.state = state;
    for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }
}

function attend(root) {
  const heard = root.querySelector("[data-sound]");
  if (heard) sound(heard.dataset.sound === "good");
  if (root !== document || document.querySelector("[data-focus]")) return;
  const first = document.querySelector("[data-act]") || document.querySelector("[data-scan]") || firstUnanswered();
  if (first) first.focus();
}

// a page that only asks: its first field without an answer, which of a group of choices is the first choice
function firstUnanswered() {
  const fields = [...document.querySelectorAll("form[data-asks] :is(input:not([type=hidden]), select, textarea)")];
  const isAnswered = (field) => field.type === "checkbox" || (field.type === "radio"
    ? fields.some((other) => other.name === field.name && other.checked) : field.value !== "");
  return fields.find((field) => !isAnswered(field)) || document.querySelector("form[data-asks] .vx-action-bar button");
}

window.addEventListener("online", showLine);
window.addEventListener("offline", showLine);
document.addEventListener("htmx:afterSwap", (event) => attend(event.target));
showLine();
attend(document);

// A scanner types into nothing while a button has the focus: its first sign goes to the scan box, and so does its Enter,
// or the next person's code would press the button of the person on the screen.
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-scan]");
  const typing = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && event.key !== " ";
  if (!typing || event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (!box) { // a page without a scan box answers no scanner: its Enter must not press what has the focus
    document.activeElement.blur();
    return;
  }
  box.value = "";
  box.focus();
});

// a list under the hand stays still: it is refreshed when the hand has gone
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (part.matches("[data-calm]") && (part.matches(":hover") || part.contains(document.activeElement))) event.preventDefault();
});

// a button under the hand stays where it is, or the press is lost: what would replace it comes when the hand has gone
let held = null;
let missed = null;
document.addEventListener("pointerdown", (event) => { held = event.target.closest("[data-steady]"); });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    const part = missed;
    held = missed = null;
    if (part) setTimeout(() => { if (!part.closest("form[data-sent]")) htmx.trigger(part, "change"); });
  });
}
document.addEventListener("htmx:beforeSwap", (event) => {
  if (held !== event.detail.target) return;
  event.detail.shouldSwap = false;
  missed = held;
});

// larger signs, without leaving a form that is half filled in
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-contrast-switch]") || !navigator.onLine) return;
  event.preventDefault();
  const page = document.documentElement;
  if (page.dataset.contrast) delete page.dataset.contrast;
  else page.dataset.contrast = "more";
  fetch(event.target.action, { method: "POST", body: new FormData(event.target), redirect: "manual" }).catch(() => {});
}, { capture: true });

// one tap answers all questions; every answer can still be changed
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-fill]");
  if (!all) return;
  event.preventDefault();
  const form = all.closest("form");
  for (const radio of form.querySelectorAll(`input[type=radio][value="${all.dataset.fill}"]`)) radio.checked = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const next = form.querySelector("[name=temperature]");
  if (next) next.focus();
});
