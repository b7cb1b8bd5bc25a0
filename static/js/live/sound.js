// one short tone for yes, two low ones for no: heard without looking
export function sound(isGood) {
  const Context = window.AudioContext;
  if (!Context) return;
  const audio = new Context();
  for (const [pitch, at] of isGood ? [[880, 0]] : [[220, 0], [220, 0.25]]) {
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
