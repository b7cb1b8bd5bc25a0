// The acts of this device. Each is written down before it is sent and struck out when the server has it. While any is
// unsent the later ones stand behind it, so that they arrive in the order in which they were done.

import { Offline, Refused, now, post } from "./line.js";
import { append, countUnsent, newRef, remove, replace, unsent } from "./store.js";

const watchers = [];
export const watchQueue = (watcher) => watchers.push(watcher);
const tell = async () => { const count = await countUnsent(); watchers.forEach((watcher) => watcher(count)); };

export const acts = { stuck: [] }; // why the server cannot take something at all

// → {state: "done", card} from the server; {state: "kept"} where it could not be asked; Refused where it said no
export async function perform(desk, kind, subject, content = {}) {
  const act = {
    ref: newRef(), kind, subject, content, at: now().toISOString(),
    session: desk.session, grant: desk.pack.grant, address: desk.addresses.acts, offline: (await countUnsent()) > 0,
  };
  const seq = await append(act);
  if (act.offline) {
    await tell();
    sendAll(desk);
    return { state: "kept", act };
  }
  try {
    const told = await post(act.address, { ref: act.ref, kind, subject, content });
    await remove(seq);
    return { ...told, act };
  } catch (failure) {
    if (failure instanceof Refused) {
      await remove(seq); // nothing was written, and the person stands here
      throw failure;
    }
    await replace(seq, { ...act, offline: true }); // the nurse is told that it is kept: from now on it must not be lost
    await tell();
    return { state: "kept", act };
  }
}

let sending = false;

// one by one, in the order of the hand; only one window of this device sends
export async function sendAll(desk) {
  if (sending) return;
  sending = true;
  try {
    await navigator.locks.request("vaxportal-desk-send", () => sendUntilEmpty(desk));
  } finally {
    sending = false;
    await tell();
  }
}

async function sendUntilEmpty(desk) {
  const waiting = await unsent();
  acts.stuck = waiting.map((act) => act.stuck).filter(Boolean);
  for (const [at, act] of waiting.entries()) {
    if (act.stuck) continue;
    if (!(await sendOne(desk, act, waiting.length - at - 1))) return;
    await tell();
  }
}

async function sendOne(desk, act, left) {
  const { ref, kind, subject, content, at, grant } = act;
  const proof = { offline: true, at, grant, device: desk.device, name: desk.name, unsent: left };
  try {
    const told = await post(act.address, { ref, kind, subject, content, ...proof }, 15000);
    await remove(act.seq);
    if (act.session === desk.session) desk.heard(told, act);
    return true;
  } catch (failure) {
    if (!(failure instanceof Refused)) return false;
    const { seq, ...kept } = act; // the server cannot take it at all: it stays here until somebody has looked
    const why = failure.problems.map((one) => one.message).join(" ") || String(failure.status);
    await replace(seq, { ...kept, stuck: why });
    acts.stuck.push(why);
    return true;
  }
}

export { Offline, Refused };
