// The live desk: the scan box keeps the focus, the line's state is shown, an outcome is heard.
"use strict";

function showLine() {
  const state = navigator.onLine ? "online" : "offline";
  for (const box of document.querySelectorAll("[data-online]")) {
    box.dataset.state = state;
    for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }
}

// one short tone for yes, two low ones for no: heard without looking
function sound(kind) {
  const Context = window.AudioContext;
  if (!Context) return;
  const audio = new Context();
  const tones = kind === "good" ? [[880, 0]] : [[220, 0], [220, 0.25]];
  for (const [pitch, at] of tones) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.value = 0.2;
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.15);
  }
  setTimeout(() => audio.close(), 1000);
}

function attend(root) {
  const heard = root.querySelector("[data-sound]");
  if (heard) sound(heard.dataset.sound);
  const box = document.querySelector("[data-scan]");
  if (box && !document.querySelector("[data-focus]")) box.focus();
}

window.addEventListener("online", showLine);
window.addEventListener("offline", showLine);
document.addEventListener("htmx:afterSwap", (event) => attend(event.target));
showLine();
attend(document);
