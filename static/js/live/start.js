// Where the installed desk begins: at the desk whose people this device holds. Without a network it stands in for every
// other page, and says so.

import { erasePackOfYesterday, packedSessions, sessionOfUnsent } from "./store.js";

const place = document.getElementById("start");

async function begin() {
  await erasePackOfYesterday();
  const session = (await packedSessions()).at(-1) || (await sessionOfUnsent());
  const desk = session && place.dataset.desk.replace("00000000-0000-0000-0000-000000000000", session);
  if (location.pathname === place.dataset.start && desk) return location.replace(desk);
  const shown = desk ? "away" : "none";
  for (const one of place.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== shown;
  if (desk) place.querySelector("[data-back]").href = desk;
}

begin();
