// Shows values as what they are: pictures, players, tables, labels, text.
import { icon, make } from './dom.js';
import { address, read } from './api.js';
import { boxed, masked as overlay } from './boxes.js';
import { labels } from './labels.js';
import { say, sayNumber, saySize, sayType } from './say.js';
import { table } from './table.js';

const long = 1200; // characters of a text that are shown at first
const limit = 512 << 10; // bytes of a text that are fetched to be shown

// pictured is the picture among the values of a node's input, over which what
// was found in it is drawn.
export const pictured = (ports) => Object.values(ports ?? {}).flat().find((v) => v.type === 'image');

// show returns an element for a value that a node of task made or took; over
// is the picture that it was found in, if any.
export function show(value, task, over) {
  const kind = (value.media || '').split('/')[0];
  const label = value.name || sayType(value.type);
  if (value.type === 'masks' && over) return figure(value, masked(over, value, label));
  if (value.type === 'image' || value.type === 'masks' || kind === 'image') return figure(value, picture(value, label));
  if (value.type === 'audio' || kind === 'audio') return figure(value, player('audio', value, label));
  if (value.type === 'video' || kind === 'video') return figure(value, player('video', value, label));
  if (value.type === 'table' && (!value.media || /csv|text/.test(value.media))) return worded(value, (s) => table(s, label));
  if (value.type === 'labels' || value.type === 'boxes') return worded(value, (s) => found(JSON.parse(s), task, over));
  if (value.type === 'embedding') return worded(value, (s) => make('p', {}, say('numbers', sayNumber(JSON.parse(s).length))));
  if (value.type === 'text' || value.type === 'chat') return worded(value, (s) => make('div', { class: 'sheet' }, text(s)));
  return figure(value);
}

// found shows labels, and where they are in the picture.
function found(list, task, over) {
  const places = over ? list.filter((l) => l.box?.length === 4) : [];
  if (!places.length) return labels(list, task);
  const rows = labels(list, task), drawn = boxed(address(over), over.name || sayType('image'), list);
  const light = (e, on) => {
    const row = e.target.closest('tbody tr');
    if (row) drawn.light([...row.parentElement.children].indexOf(row), on);
  };
  for (const [name, on] of [['pointerover', true], ['pointerout', false], ['focusin', true], ['focusout', false]]) rows.addEventListener(name, (e) => light(e, on));
  return make('div', { class: 'found' }, drawn.element, rows);
}

function picture(value, label) {
  const image = make('img', { src: address(value), alt: label, loading: 'lazy', onerror: () => image.parentElement.replaceWith(make('p', { class: 'error' }, say('unreadable'))) });
  return make('a', { class: 'picture', href: address(value), target: '_blank', rel: 'noopener' }, image);
}

const masked = (over, value, label) => overlay(address(over), address(value), label);

function player(tag, value, label) {
  const e = make(tag, { controls: true, preload: 'metadata', src: address(value), 'aria-label': label, onerror: () => e.replaceWith(make('p', { class: 'error' }, say('unreadable'))) });
  return e;
}

// figure is a value with its name and what downloads it, under its body if there is one.
export function figure(value, body = '') {
  return make('figure', { class: `value ${value.type}` }, body, make('figcaption', {}, caption(value)));
}

export function caption(value) {
  const name = value.name || sayType(value.type);
  return [make('span', { class: 'file' }, icon('file'), make('span', {}, value.name ? name : sayType(value.type), ' ', make('small', {}, saySize(value.size)))),
    make('a', { class: 'button small', href: address(value, true), download: name, 'aria-label': say('download', name), title: say('download', name) }, icon('download'))];
}

// worded reads a value's words, from the store when it has only their digest.
function worded(value, render) {
  const box = make('div', { class: `value ${value.type}` }, value.digest ? make('p', { class: 'soft' }, say('loading')) : '');
  const put = ({ text: s, whole }) => {
    let body;
    try {
      body = render(s);
    } catch {
      body = make('div', { class: 'sheet' }, text(s)); // JSON that broke off, for example
    }
    box.replaceChildren(body);
    if (!whole) box.append(make('p', { class: 'soft' }, say('huge')));
    if (value.name) box.append(make('div', { class: 'caption' }, caption(value)));
  };
  if (!value.digest) put({ text: value.text ?? '', whole: true });
  else read(value, limit).then(put, () => box.replaceChildren(make('p', { class: 'error' }, say('unreadable')), make('div', { class: 'caption' }, caption(value))));
  return box;
}

// text shows words with their lines; of many only the first, until more is asked for.
export function text(s) {
  if (s.trim() === '') return make('p', { class: 'soft' }, say('empty'));
  const short = s.length > long ? s.slice(0, s.lastIndexOf(' ', long) > long / 2 ? s.lastIndexOf(' ', long) : long) + '…' : s;
  const words = make('p', { class: 'words' }, short);
  if (short === s) return words;
  const more = make('button', { type: 'button', class: 'plain', 'aria-expanded': 'false', onclick: () => {
    const open = more.getAttribute('aria-expanded') === 'false';
    more.setAttribute('aria-expanded', String(open));
    words.textContent = open ? s : short;
    more.textContent = say(open ? 'less' : 'more');
  } }, say('more'));
  return make('div', {}, words, more);
}
