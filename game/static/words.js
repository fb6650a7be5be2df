// Words: one language's catalogue, and numbers as that language writes them.

export const LANGUAGES = { kk: "Қазақша", ru: "Русский", en: "English" };
let words = {};
let names = {};
export let language = "en";
const listeners = new Set();

export async function speak(wanted) {
  language = LANGUAGES[wanted] ? wanted : "en";
  words = await (await fetch(`/api/words/${language}.json`)).json();
  document.documentElement.lang = language;
  for (const heard of listeners) heard();
}

export function onSpoken(heard) { listeners.add(heard); }

export function guessLanguage() {
  const kept = localStorage.getItem("tg.language");
  if (kept) return kept;
  const spoken = (navigator.languages || []).map((one) => one.slice(0, 2)).find((one) => LANGUAGES[one]);
  return spoken || "en";
}

// Makers carry invented names unless the teacher shows the real ones.
export function nameMakers(real, makers) {
  names = {};
  for (const [seat, maker] of Object.entries(makers || {})) {
    names[seat] = words[real ? `maker.${maker}.real` : `maker.${maker}.invented`] || maker;
  }
}

export function has(key) { return key in words; }

export function t(key, fill = {}) {
  const sentence = words[key];
  if (sentence === undefined) return `⟨${key}⟩`;
  return sentence.replace(/\{(\w+)\}/g, (all, name) => fill[name] ?? names[name] ?? all);
}

export function seatName(seat) { return names[seat] || t(`seat.${seat}.name`); }

// Sentences that the server made name makers by their seat in braces.
export function fillNames(sentence) {
  return sentence.replace(/\{(west|east)\}/g, (all, seat) => names[seat] || all);
}

export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(language === "kk" ? "ru" : language, { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value).replace("-", "−");
}

export function signed(value, digits = 0) {
  const shown = number(Math.abs(value), digits);
  return value < 0 ? `−${shown}` : `+${shown}`;
}

export function percent(value, digits = 0) { return `${number(100 * value, digits)} %`; }

export function slug(unit) { return unit.toLowerCase().replace(/[^a-z0-9]+/g, "_"); }

export function inUnit(unit, value) {
  const key = `unit.${slug(unit)}`;
  if (slug(unit) === "yes_or_no") return t(value ? "ui.yes" : "ui.no");
  const p = Math.abs(value * 100 - Math.round(value * 100)) > 1e-9 ? 1 : 0;
  return t(key, { n: number(value, 2), p: number(100 * value, p) });
}

export function limitWords(limit) {
  const [kind, place] = limit.split(":");
  const where = place ? placeName(place) : "";
  return where ? `${t(`limit.${kind}`)}: ${where}` : t(`limit.${kind}`);
}

let stations = {};
export function knowStations(known) { stations = known; }
export function placeName(place) {
  const one = (name) => stations[name]?.[language] || stations[name]?.en || name;
  return place.split("-").map(one).join(" – ");
}
