// Small comforts of every page. Each works on top of a page that already works without it.
"use strict";

// an error summary takes the focus when the page comes back with errors
function focusErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

// filters apply themselves; typing waits for a pause, the search box keeps its button
function autoSubmit(event) {
  const form = event.target.closest("form[data-autosubmit]");
  if (!form || event.target.matches("input[type=text], input[type=search], textarea")) return;
  form.requestSubmit();
}

// select → select: data-cascade="address" answers ?parent=value with options for data-cascade-to="id"
async function cascade(event) {
  const select = event.target.closest("select[data-cascade]");
  if (!select) return;
  const below = document.getElementById(select.dataset.cascadeTo);
  if (!below) return;
  below.disabled = true;
  const url = new URL(select.dataset.cascade, location.href);
  url.searchParams.set("parent", select.value);
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) below.innerHTML = await answer.text();
  } finally {
    below.disabled = false;
    below.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// a table that goes on to the right fades there until one has scrolled to its end; only such a one is a stop of the Tab key
function showCut(area) {
  const hidden = area.scrollWidth - area.clientWidth;
  area.tabIndex = hidden > 4 ? 0 : -1;
  area.classList.toggle("is-cut", hidden - area.scrollLeft > 4);
}
const sizes = new ResizeObserver((seen) => seen.forEach((one) => showCut(one.target)));
function wireCut(area) {
  sizes.observe(area);
  area.addEventListener("scroll", () => showCut(area), { passive: true });
}

// a file may be dropped on the frame of its chooser
function wireDrop(area) {
  const input = area.querySelector("input[type=file]");
  const hint = area.querySelector("[data-drop-hint]");
  if (!input) return;
  if (hint) hint.hidden = false;
  area.classList.add("is-ready");
  input.addEventListener("change", () => {
    const name = area.querySelector("[data-drop-name]");
    const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.most || Infinity));
    area.classList.toggle("is-refused", isTooLarge);
    if (isTooLarge) {
      input.value = "";  // minutes of sending would end in the same sentence
      if (name) name.textContent = input.dataset.tooLarge;
    }
    area.classList.toggle("is-filled", input.files.length > 0);
    if (name && input.files.length) name.textContent = [...input.files].map((file) => file.name).join(", ");
  });
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => { event.preventDefault(); area.classList.add("is-over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    area.addEventListener(name, () => area.classList.remove("is-over"));
  }
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// a second click on the same button sends nothing twice
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
}

// a pop-up list closes by Escape and by a click elsewhere
function closePopups(event) {
  for (const popup of document.querySelectorAll("details[data-popup][open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !popup.contains(event.target)) popup.open = false;
  }
}

// one box or button ticks every box of its name in the form, and unticks them when all are ticked
function checkAll(event) {
  const one = event.target.closest("[data-check-all]");
  if (!one || !one.form) return;
  const boxes = [...one.form.querySelectorAll(`input[type=checkbox][name="${one.dataset.checkAll}"]`)];
  const all = one.type === "checkbox" ? one.checked : !boxes.every((box) => box.checked);
  boxes.forEach((box) => { box.checked = all; });
}

function say(words) {
  const box = document.getElementById("announce");
  if (box && box.textContent !== words) box.textContent = words; // what stands there already is not said again
}

// on a phone navigation and tabs scroll sideways: the present word of each stands in the middle, its neighbours beside it
function showPresentWord() {
  for (const word of document.querySelectorAll(".vx-nav > ul > li > [aria-current], .vx-tabs > [aria-current]")) {
    const line = word.closest("ul, .vx-tabs");
    const [inner, outer] = [word.getBoundingClientRect(), line.getBoundingClientRect()];
    line.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  }
}

// what a scanner types replaces what was searched before; else the next code is glued onto the last text
function selectScanned(box) {
  if (box && box.matches("input[data-scan]")) box.select();
}

function wire(root) {
  root.querySelectorAll("[data-drop]").forEach(wireDrop);
  root.querySelectorAll("[data-check-all]").forEach((one) => { one.hidden = false; }); // of no use without this script
  root.querySelectorAll(".vx-table-wrap").forEach(wireCut);
  focusErrors(root);
}

document.addEventListener("change", autoSubmit);
document.addEventListener("change", cascade);
document.addEventListener("submit", sendOnce);
document.addEventListener("click", checkAll);
document.addEventListener("click", closePopups);
document.addEventListener("keydown", closePopups);
document.addEventListener("focusin", (event) => selectScanned(event.target));
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  say(button.dataset.copied || "");
});
// a wide table stays where the reader has scrolled it when new figures replace it
const scrolled = new Map();
document.addEventListener("htmx:beforeSwap", (event) => {
  const wraps = [...event.target.querySelectorAll(".vx-table-wrap")];
  scrolled.set(event.target.id, wraps.map((wrap) => wrap.scrollLeft));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const kept = scrolled.get(event.target.id) || [];
  event.target.querySelectorAll(".vx-table-wrap").forEach((wrap, n) => { wrap.scrollLeft = kept[n] || 0; });
  wire(event.target);
  const words = event.target.querySelector("[data-announce]");
  if (words) say(words.dataset.announce);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  selectScanned(document.activeElement); // also when one comes back to a page that the browser had kept
});
wire(document);
showPresentWord();
document.fonts.ready.then(showPresentWord); // words change their width with the font
