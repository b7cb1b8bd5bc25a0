// Vital signs as they are typed with one hand: 68 is 36.8, 375 is 37.5, 120/80 a pressure, m78 a pulse, n18 breaths,
// c3 a yes to question 3.

const WHOLE = /^(3[3-9]|4[0-2])$/;

export function temperature(word) {
  const written = word.replace(",", ".");
  if (/^\d{2}\.\d$/.test(written)) return Number(written);
  if (/^[34]\d{2}$/.test(written)) return Number(written) / 10;
  if (WHOLE.test(written)) return Number(written);
  if (/^[5-9]\d$/.test(written)) return 30 + Number(written) / 10;
  return /^[0-2]\d$/.test(written) ? 40 + Number(written) / 10 : null;
}

// null where it is not vital signs but something to search for
export function readVitals(text) {
  const read = { yes: [] };
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  for (const word of words) {
    const pressure = /^(\d{2,3})\/(\d{2,3})$/.exec(word);
    const sign = /^([mnc])(\d{1,3}[ab]?)$/.exec(word);
    const measured = temperature(word);
    if (pressure) Object.assign(read, { systolic: Number(pressure[1]), diastolic: Number(pressure[2]) });
    else if (sign && sign[1] === "c") read.yes.push(`q${sign[2]}`);
    else if (sign) read[sign[1] === "m" ? "pulse" : "breaths"] = Number(sign[2]);
    else if (measured !== null) read.temperature = measured;
    else return null;
  }
  return words.length ? read : null;
}
