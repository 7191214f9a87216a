// Quantities as people read them: counts, bytes, parameters, and how long ago.
import { locale, say, sayNumber } from '../say.js';

export const count = (n) => new Intl.NumberFormat(locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(n ?? 0);

// many says a number of things: key is of many, and key1 of one.
export const many = (key, n) => say(n === 1 ? `${key}1` : key, sayNumber(n));

// parameters are counted in thousands, millions and billions everywhere.
export const parameters = (n) => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(n);

export function bytes(n) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'];
  const k = n >= 1000 ? Math.min(units.length - 1, Math.floor(Math.log10(n) / 3)) : 0;
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: units[k], unitDisplay: k ? 'short' : 'long', maximumFractionDigits: n / 1000 ** k < 100 ? 1 : 0 }).format(n / 1000 ** k);
}

const steps = [['year', 31557600], ['month', 2629800], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

// ago says how long ago a time was.
export function ago(time) {
  const seconds = Math.min(0, (new Date(time) - Date.now()) / 1000);
  const [unit, size] = steps.find(([, s]) => -seconds >= s) ?? steps.at(-1);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' }).format(Math.ceil(seconds / size), unit);
}

// memory is told in the units that machines have it in.
export const memory = (n) => (n >= 2 ** 30 ? `${(n / 2 ** 30).toFixed(1)} GiB` : `${Math.ceil(n / 2 ** 20)} MiB`);
