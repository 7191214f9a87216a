// Labels with their scores as bars, and where in a text, a recording or a picture they are.
import { make } from './dom.js';
import { say, sayLabel, sayLanguage, sayNumber } from './say.js';

const first = 10, most = 200; // entries that are shown at first, and after “show all”

export function labels(list, task) {
  if (!list.length) return make('p', { class: 'soft' }, say('nothing'));
  const places = list.some((l) => l.to || l.box);
  const scored = list.some((l) => l.score !== list[0].score) || list.length === 1 && list[0].score < 1;
  const row = (l, i) => make('tr', { tabindex: l.box ? '0' : undefined }, make('th', { scope: 'row' }, l.box ? make('span', { class: 'count' }, i + 1) : '', entry(l, task)),
    places ? make('td', {}, place(l)) : '', scored ? make('td', {}, score(l.score)) : '');
  const few = list.length > first + 2, rows = make('tbody', {}, list.slice(0, few ? first : most).map(row));
  const count = make('p', { class: 'soft' }, say('firstRows', first, sayNumber(list.length)));
  const more = make('button', { type: 'button', class: 'plain', onclick: () => {
    rows.replaceChildren(...list.slice(0, most).map(row));
    if (list.length > most) count.textContent = say('firstRows', most, sayNumber(list.length)); else count.remove();
    more.remove();
  } }, say('more'));
  return make('div', {}, make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': say('type.labels') }, make('table', { class: 'labels' },
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, say('item')), places ? make('th', { scope: 'col' }, say('place')) : '', scored ? make('th', { scope: 'col' }, say('score')) : '')), rows)),
  few ? make('div', { class: 'under' }, count, more) : '');
}

// entry is what was found and what it is: both, one, or the language that a code stands for.
function entry(l, task) {
  const name = task === 'language-identification' ? `${sayLanguage(l.label)} (${l.label})` : sayLabel(l.label ?? '');
  if (!l.text || l.text === l.label) return name;
  return name ? [l.text, ' ', make('small', {}, name)] : l.text;
}

function place(l) {
  if (l.to) return `${clock(l.from)} – ${clock(l.to)}`;
  return l.box ? `${l.box[0]}, ${l.box[1]} · ${l.box[2]} × ${l.box[3]}` : '';
}

const clock = (t = 0) => `${Math.floor(t / 60)}:${(t % 60).toFixed(1).padStart(4, '0')}`;

function score(s = 0) {
  const bar = make('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', Math.max(0, Math.min(1, s)));
  return [bar, ' ', s.toFixed(2)];
}
