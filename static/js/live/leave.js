// Logging out of a device that has stood at a desk: the pack goes at once; the log-out waits until nothing is unsent.

import { countUnsent, erasePack, packedSessions, recall, sessionOfUnsent } from "./store.js";

async function giveBack(form) {
  const device = await recall("device");
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const session of await packedSessions()) {
    const address = await recall(`release-${session}`);
    const body = JSON.stringify({ device, name: "-", unsent: 0 });
    if (address) await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf }, body }).catch(() => {});
  }
}

function wait(form, count, session) {
  let note = form.querySelector("[data-waits]");
  if (!note) {
    note = Object.assign(document.createElement("p"), { className: "vx-signout-wait" });
    note.dataset.waits = "";
    note.setAttribute("role", "alert");
    form.append(note);
  }
  const link = Object.assign(document.createElement("a"), { href: form.dataset.desk.replace("00000000-0000-0000-0000-000000000000", session), textContent: form.dataset.open });
  note.replaceChildren(form.dataset.unsent.replace("{count}", count), " ", link);
}

async function leave(event) {
  const form = event.target.closest("form[data-sign-out]");
  if (!form || form.dataset.left) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const count = await countUnsent();
  if (!count) await giveBack(form);
  await erasePack();
  if (count) return wait(form, count, await sessionOfUnsent());
  form.dataset.left = "1";
  form.submit();
}

document.addEventListener("submit", leave, { capture: true });
