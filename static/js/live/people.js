// The people of the pack: found without a server, and moved on by what this device has done itself.

export function fold(text) {
  const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d");
  return plain.toUpperCase().split(/\s+/).filter(Boolean).join(" ");
}

async function keyOf(salt, number) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${salt}:${number}`));
  return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("").slice(0, 24);
}

const REF = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;
const beginsWord = (name, word) => name.startsWith(word) || name.includes(` ${word}`);
const initials = (name) => name.split(" ").map((word) => word[0]).join("");

// a card says number|old number|name|ddmmyyyy|sex|address|…; it proves nothing
export function readCard(text) {
  const [number, old, name, born, sex, address] = text.split("|").map((part) => part.trim());
  const day = /^(\d{2})(\d{2})(\d{4})$/.exec(born || "");
  if (!day || !name || !/^\d{12}$/.test(number)) return null;
  return {
    id_number: number,
    numbers: [number, old].filter(Boolean),
    full_name: name,
    born_on: `${day[3]}-${day[2]}-${day[1]}`,
    born: `${day[1]}/${day[2]}/${day[3]}`,
    sex: sex.toLowerCase() === "nam" ? "M" : "F",
    address: address || "",
  };
}

export async function findInPack(pack, text) {
  const slip = REF.exec(text);
  if (slip) return pack.people.filter((one) => one.ref === slip[0].toLowerCase());
  const card = text.includes("|") ? readCard(text) : null;
  const numbers = card ? card.numbers : [text.replace(/[\s.-]/g, "")];
  const keys = await Promise.all(numbers.map((number) => keyOf(pack.salt, number)));
  const numbered = pack.people.filter((one) => one.keys.some((key) => keys.includes(key))
    || (one.registration && one.registration === numbers[0].toUpperCase()));
  if (numbered.length) return numbered;
  if (card) return pack.people.filter((one) => one.folded === fold(card.full_name) && one.born === card.born);
  const words = fold(text).split(" ");
  const named = pack.people.filter((one) => words.every((word) => beginsWord(one.folded, word)));
  if (named.length || !/^[A-Z]{2,6}$/.test(words.join(""))) return named.slice(0, 12);
  return pack.people.filter((one) => initials(one.folded).endsWith(words.join(""))).slice(0, 12);
}

export const atStage = (pack, stage) => pack.people.filter((one) => one.stage === stage);

// the server's word about one person takes the place of what the pack had; the hashes stay
export function update(pack, card) {
  const at = pack.people.findIndex((one) => one.ref === card.ref);
  if (at < 0) pack.people.push(card);
  else pack.people[at] = { ...card, keys: pack.people[at].keys.length ? pack.people[at].keys : card.keys };
}

// what an act changes on this device until the server has said what became of it
const CHANGES = {
  check_in: (card, act) => ({ stage: "checked_in", arrived_at: act.at }),
  undo_check_in: () => ({ stage: "expected", arrived_at: "" }),
  walk_in: (card, act) => ({ stage: "checked_in", arrived_at: act.at, walk_in: true }),
  screening: (card, act) => act.content.outcome === "eligible"
    ? { stage: "eligible", screened_at: act.at } : { stage: "done", outcome: act.content.outcome },
  outcome: (card, act) => ({ stage: "done", outcome: act.content.outcome }),
  dose: (card, act, facts) => ({ stage: "observed", outcome: "injected", dose: { ref: act.ref, at: act.at, ...facts } }),
  undo_dose: () => ({ stage: "eligible", outcome: "", dose: null }),
  leave: (card, act) => ({ stage: "done", left_at: act.at }),
};

export function moveOn(card, act, facts) {
  const change = CHANGES[act.kind];
  return change ? { ...card, ...change(card, act, facts) } : card;
}
