// Says things in the language of the page, which the browser remembers.
import { en, examples as enExamples } from './words/en.js';
import { zh, examples as zhExamples } from './words/zh.js';
import { choices, docs, english, labels, params, ports, reasons } from './words/terms.js';
import { recall, remember } from './dom.js';

const words = { en, zh };

let tongue = words[recall('tongue')] ? recall('tongue') : navigator.language.startsWith('zh') ? 'zh' : 'en';

export const language = () => tongue;
export const locale = () => (tongue === 'zh' ? 'zh-CN' : 'en');
export const examples = () => (tongue === 'zh' ? zhExamples : enExamples);

export function toggle() {
  tongue = tongue === 'zh' ? 'en' : 'zh';
  remember('tongue', tongue);
}

// teach adds the words of a part of the pages, by language.
export const teach = (more) => Object.keys(words).forEach((t) => Object.assign(words[t], more[t]));

// say returns words of the page, with values put in for each {}.
export function say(key, ...values) {
  const template = words[tongue][key] ?? key;
  return template.replaceAll('{}', () => values.shift());
}

const chinese = (table, word) => (tongue === 'zh' && Object.hasOwn(table, word) ? table[word] : undefined);
export const capital = (s) => s.charAt(0).toUpperCase() + s.slice(1);

// Names of the task vocabulary, for people.
export const sayTask = (task, id) => (tongue === 'zh' ? task?.zh : task?.en) ?? id;
export const sayResult = (task, id) => (tongue === 'zh' ? task?.result_zh : task?.result) ?? id;
export const sayPort = (name) => chinese(ports, name) ?? capital(name);
export const sayParam = (name) => chinese(params, name) ?? (Object.hasOwn(english, name) ? english[name] : capital(name));
export const sayChoice = (choice) => chinese(choices, choice) ?? choice;
export const sayLabel = (name) => chinese(labels, name.toLowerCase()) ?? name;
export const sayDoc = (doc) => chinese(docs, doc) ?? doc;
export const sayType = (type) => say(`type.${type}`);
export const sayReason = (why) => (tongue === 'zh' ? reasons.reduce((s, [from, to]) => s.replace(from, to), why) : why);

// sayTest says on what it depends whether a step is run.
export function sayTest(test) {
  const of = (test.of ?? []).map((w) => (test.is === 'language' ? sayLanguage(w) : test.is === 'contains' ? `“${w}”` : sayLabel(w))).join(say('or'));
  const key = `if.${test.is}${test.is === 'found' && !of ? '.any' : ''}${test.not ? '.not' : ''}`;
  return say(key, ['longer', 'above', 'below'].includes(test.is) ? sayNumber(test.than ?? 0) : of);
}

// sayLanguage names the language that a code such as es stands for.
export function sayLanguage(code) {
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(code);
  } catch {
    return code; // no code at all
  }
}

// Quantities.
export function saySize(bytes) {
  if (!bytes) return '';
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const k = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: units[k], unitDisplay: k ? 'short' : 'long', maximumFractionDigits: 1 }).format(bytes / 1000 ** k);
}

export function sayTime(millis = 0) {
  if (millis < 1000) return say('ms', Math.round(millis));
  if (millis < 60000) return say('s', Math.round(millis / 100) / 10);
  return say('min', Math.floor(millis / 60000), Math.floor(millis / 1000) % 60);
}

export const sayNumber = (n) => new Intl.NumberFormat(locale()).format(n);
export const sayDate = (time) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));

// apply writes the words into the page: data-say is text, data-label an
// accessible name (and a button's tip), data-hint a placeholder.
export function apply(root = document) {
  document.documentElement.lang = locale();
  for (const e of root.querySelectorAll('[data-say]')) e.textContent = say(e.dataset.say);
  for (const e of root.querySelectorAll('[data-label]')) {
    e.setAttribute('aria-label', say(e.dataset.label));
    if (e.matches('button, a')) e.title = say(e.dataset.label);
  }
  for (const e of root.querySelectorAll('[data-hint]')) e.placeholder = say(e.dataset.hint);
}
