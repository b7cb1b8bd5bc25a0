// What the device keeps: the day's pack and the acts that are not sent yet. Both encrypted with keys that never leave
// the browser; in clear there are only random ids and the choice of table.

const NAME = "vaxportal-desk";
const STORES = { meta: {}, packs: {}, acts: { autoIncrement: true } };
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) asked.result.createObjectStore(name, options);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// one transaction on one store; it is on the disk when this resolves
async function within(store, mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode, { durability: "strict" });
    let found;
    const asked = work(transaction.objectStore(store));
    if (asked) asked.onsuccess = () => { found = asked.result; };
    transaction.oncomplete = () => resolve(found);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const remember = (name, value) => within("meta", "readwrite", (rows) => rows.put(value, name));
export const recall = (name) => within("meta", "readonly", (rows) => rows.get(name));
const forget = (name) => within("meta", "readwrite", (rows) => rows.delete(name));

// random, whatever the address: browsers keep randomUUID for safe ones
export function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export async function deviceRef() {
  const known = await recall("device");
  if (known) return known;
  const made = newRef();
  await remember("device", made);
  return made;
}

async function key(name) {
  const known = await recall(name);
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await remember(name, made);
  return made;
}

async function seal(name, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(name), plain) };
}

async function unseal(name, { iv, data }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(name), data);
  return JSON.parse(new TextDecoder().decode(plain));
}

export async function keepPack(session, pack) {
  const sealed = await seal("pack-key", pack);
  await within("packs", "readwrite", (rows) => rows.put(sealed, session));
  await remember("pack-until", pack.expires_at);
}

export async function readPack(session) {
  const sealed = await within("packs", "readonly", (rows) => rows.get(session));
  return sealed ? unseal("pack-key", sealed) : null;
}

// without its key nobody reads what may be left of it on the disk
export async function erasePack() {
  await forget("pack-key");
  await forget("pack-until");
  await within("packs", "readwrite", (rows) => rows.clear());
}

export async function erasePackOfYesterday() {
  const until = await recall("pack-until");
  const offset = (await recall("offset")) || 0;
  if (until && Date.now() + offset > Date.parse(until)) await erasePack();
}

export async function append(act) {
  const sealed = { session: act.session, ...(await seal("act-key", act)) };
  return within("acts", "readwrite", (rows) => rows.add(sealed));
}

export async function replace(seq, act) {
  const sealed = { session: act.session, ...(await seal("act-key", act)) };
  return within("acts", "readwrite", (rows) => rows.put(sealed, seq));
}

// all of this device that are not sent, oldest first
export async function unsent() {
  const [seqs, rows] = [
    await within("acts", "readonly", (all) => all.getAllKeys()),
    await within("acts", "readonly", (all) => all.getAll()),
  ];
  return Promise.all(rows.map(async (row, at) => ({ seq: seqs[at], ...(await unseal("act-key", row)) })));
}

export const countUnsent = () => within("acts", "readonly", (rows) => rows.count());

export const packedSessions = () => within("packs", "readonly", (rows) => rows.getAllKeys());

export async function sessionOfUnsent() {
  const rows = await within("acts", "readonly", (all) => all.getAll());
  return rows[0]?.session;
}

// the last one that is sent takes the key with it
export async function remove(seq) {
  await within("acts", "readwrite", (rows) => rows.delete(seq));
  if (!(await countUnsent())) await forget("act-key");
}
