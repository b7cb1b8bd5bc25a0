// The line to the server: every question has a time-out, and one that gets no answer means that we are offline.

const PATIENCE = 6000; // milliseconds
const state = { csrf: "", offset: 0, isOnline: navigator.onLine, isLoggedOut: false };
const watchers = [];

export class Offline extends Error {}
export class Refused extends Error {
  constructor(status, body) {
    super(`refused: ${status}`);
    this.status = status;
    this.problems = body.problems || [];
  }
}

export const isOnline = () => state.isOnline;
export const isLoggedOut = () => state.isLoggedOut;
export const watchLine = (watcher) => watchers.push(watcher);
export const knowCsrf = (token) => { state.csrf = token; };

function become(isNowOnline, isNowLoggedOut = false) {
  const changed = state.isOnline !== isNowOnline || state.isLoggedOut !== isNowLoggedOut;
  Object.assign(state, { isOnline: isNowOnline, isLoggedOut: isNowLoggedOut });
  if (changed) watchers.forEach((watcher) => watcher());
}

// the time by the server's clock, as far as we know how ours differs
export const now = () => new Date(Date.now() + state.offset);

function setClock(told, sentAt) {
  if (!told) return;
  state.offset = Date.parse(told) - (sentAt + Date.now()) / 2;
  clockWatchers.forEach((watcher) => watcher(state.offset));
}

// as it was measured last, also before this page was opened: without a network nobody measures it
const clockWatchers = [];
export const watchClock = (watcher) => clockWatchers.push(watcher);
export const knowClock = (offset) => { state.offset = offset || 0; };

export async function post(address, body, patience = PATIENCE) {
  const sentAt = Date.now();
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    become(false);
    throw new Offline();
  }
  if (answer.status >= 500 || answer.type === "opaqueredirect") {
    become(false);
    throw new Offline();
  }
  if (answer.status === 401 || answer.status === 403) {
    become(false, true);
    throw new Offline();
  }
  become(true);
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(answer.status, told);
  if (told.csrf) state.csrf = told.csrf;
  setClock(told.now || told.made_at, sentAt);
  return told;
}

window.addEventListener("offline", () => become(false, state.isLoggedOut));
