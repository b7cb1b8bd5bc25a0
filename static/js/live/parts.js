// Templates of the page, filled in: all words and marks of the screen stand in the HTML that the server made.

const config = JSON.parse(document.getElementById("desk-config").textContent);
export { config };

export function words(name, facts = {}) {
  return Object.entries(facts).reduce((text, [fact, value]) => text.replaceAll(`{${fact}}`, value), config.words[name]);
}

// a copy of the template; `slots` are texts, `shown` says which optional parts stay
export function part(name, slots = {}, shown = {}) {
  const made = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  for (const place of [made, ...made.querySelectorAll("[data-slot]")]) {
    if (place.dataset.slot in slots) place.textContent = slots[place.dataset.slot];
  }
  for (const place of made.querySelectorAll("[data-if]")) {
    if (!shown[place.dataset.if] && !slots[place.dataset.if]) place.remove();
  }
  return made;
}

export function place(made, name, ...children) {
  made.querySelector(`[data-place="${name}"]`)?.replaceChildren(...children.filter(Boolean));
  return made;
}

function withTone(made, tone) {
  made.classList.add(`${made.classList[0]}--${tone}`);
  made.querySelector("[data-icon]").setAttribute("href", `${config.icons}#${document.getElementById("tones").dataset[tone]}`);
  return made;
}

export const verdict = (tone, title, lines = []) => withTone(part("verdict", { title, text: lines.join(" ") }), tone);

export function said(tone, text, undo = false) {
  return withTone(part("said", { text }, { undo }), tone);
}

export function options(select, rows, chosen, empty = "") {
  const made = rows.map(([value, label]) => new Option(label, value, false, String(value) === String(chosen)));
  select.replaceChildren(...(empty ? [new Option(empty, "")] : []), ...made);
  if (!rows.some(([value]) => String(value) === String(chosen)) && !empty) select.selectedIndex = 0;
}
