// Pieces that several pages are made of.
import { icon, make } from '../dom.js';
import { say, sayDate } from '../say.js';
import { ago } from './quantity.js';

// copyButton copies words; what says what they are.
export function copyButton(words, what) {
  const label = make('span', { class: 'wide' }, say('copy'));
  const button = make('button', { type: 'button', class: 'plain small copy', 'aria-label': `${say('copy')}: ${what}`, onclick: async () => {
    await copy(words);
    label.textContent = say('copied');
    button.classList.add('done');
    button.setAttribute('aria-label', say('copied'));
  } }, icon('copy'), label);
  return button;
}

// copy works also where the page came without TLS from another machine.
async function copy(words) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(words);
    return;
  }
  const field = make('textarea', { class: 'unseen' }, words);
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

// commands shows lines to be typed, with a button that copies them.
export const commands = (lines, what) => make('div', { class: 'commands' }, make('pre', { tabindex: '0', 'aria-label': what }, make('code', {}, lines)), copyButton(lines, what));

export const when = (time) => make('time', { datetime: time, title: sayDate(time) }, ago(time));

export const badge = (words, kind = '', sign = '') => make('span', { class: `badge ${kind}` }, sign && icon(sign), words);

// face is a sign that tells owners apart: the first letter on a colour of its name.
export function face(name) {
  const e = make('span', { class: 'face', 'aria-hidden': 'true' }, name.charAt(0).toUpperCase());
  const hue = [...name.toLowerCase()].reduce((h, c) => (h * 31 + c.codePointAt(0)) % 360, 7);
  e.style.setProperty('--hue', hue);
  return e;
}

// heading is the title of a page, and of the window.
export function heading(words, ...more) {
  document.title = `${words} · Tenon`;
  return make('h1', {}, words, ...more);
}

// field is a labelled part of a form.
export const field = (id, words, input, hint = '') => {
  input.id = id;
  if (hint) input.setAttribute('aria-describedby', `${id}-hint`);
  return make('div', { class: 'field' }, make('label', { for: id }, words), input, hint && make('small', { id: `${id}-hint` }, hint));
};

// select is a choice among [value, words].
export const select = (options, chosen, attributes = {}) => make('select', attributes, options.map(([value, words]) => make('option', { value, selected: value === chosen }, words)));
