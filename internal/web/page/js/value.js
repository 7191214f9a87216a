// Shows values as what they are: pictures, players, tables, labels, text.
import { make } from './dom.js';
import { address } from './api.js';
import { language, say } from './say.js';

const long = 1200; // characters of a text that are shown at first

export function show(value) {
  const kind = (value.media || '').split('/')[0];
  if (value.type === 'image' || value.type === 'masks' || kind === 'image') {
    return figure(value, make('img', { src: address(value), alt: value.name || say('outputs'), loading: 'lazy' }));
  }
  if (value.type === 'audio' || kind === 'audio') return figure(value, make('audio', { controls: true, preload: 'metadata', src: address(value), 'aria-label': value.name || 'audio' }));
  if (value.type === 'video' || kind === 'video') return figure(value, make('video', { controls: true, preload: 'metadata', src: address(value), 'aria-label': value.name || 'video' }));
  if (value.type === 'table') return lazily(value, table);
  if (value.type === 'labels' || value.type === 'boxes') return lazily(value, labels);
  if (value.type === 'text') return lazily(value, text);
  if (value.type === 'embedding') return lazily(value, (s) => make('p', {}, `${JSON.parse(s).length} × float`));
  return figure(value);
}

function figure(value, body) {
  return make('figure', { class: value.type }, body, make('figcaption', {},
    make('span', {}, [value.name, size(value.size)].filter(Boolean).join(' · ')), ' ',
    make('a', { href: address(value, true), download: value.name || value.type }, say('download'))));
}

export function size(n) {
  if (!n) return '';
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const k = Math.min(3, Math.floor(Math.log10(n) / 3));
  return new Intl.NumberFormat(language() === 'zh' ? 'zh-CN' : 'en', { style: 'unit', unit: units[k], maximumFractionDigits: 1 }).format(n / 1000 ** k);
}

// lazily reads a value's words, from the store when it has only their digest.
function lazily(value, render) {
  const box = make('div', { class: value.type });
  const put = (s) => {
    try {
      box.replaceChildren(render(s, value));
    } catch {
      box.replaceChildren(text(s, value));
    }
    if (value.name) box.append(make('p', { class: 'caption' }, make('a', { href: address(value, true), download: value.name }, `${say('download')} ${value.name}`)));
  };
  if (value.digest) fetch(address(value)).then((r) => r.text()).then(put, () => put(''));
  else put(value.text ?? '');
  return box;
}

function text(s) {
  const pre = make('pre', { class: 'text' }, s.length > long ? s.slice(0, long) + '…' : s);
  if (s.length <= long) return pre;
  const more = make('button', { type: 'button', onclick: () => { pre.textContent = s; more.remove(); } }, say('more'));
  return make('div', {}, pre, more);
}

function labels(s) {
  const list = JSON.parse(s);
  if (!list.length) return make('p', {}, say('nothing'));
  const clock = (t = 0) => `${Math.floor(t / 60)}:${(t % 60).toFixed(1).padStart(4, '0')}`;
  return make('ul', { class: 'labels' }, list.slice(0, 100).map((l) => make('li', {},
    make('span', {}, [l.text && l.text !== l.label ? `${l.text} – ${l.label}` : l.label, l.to ? `${clock(l.from)}–${clock(l.to)}` : ''].filter(Boolean).join('  ')),
    make('meter', { min: 0, max: 1, value: l.score, title: l.score.toFixed(2) }))));
}

function table(s) {
  const rows = csv(s);
  const [head = [], ...body] = rows;
  const shown = body.slice(0, 50);
  return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${body.length} ${say('rows')}` },
    make('table', {}, make('thead', {}, make('tr', {}, head.map((c) => make('th', { scope: 'col' }, c)))),
      make('tbody', {}, shown.map((r) => make('tr', {}, r.map((c) => make('td', {}, c)))))),
    body.length > shown.length ? make('p', {}, `… ${body.length} ${say('rows')}`) : '');
}

// csv reads RFC 4180.
function csv(s) {
  const rows = [[]];
  let cell = '', quoted = false;
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (quoted) {
      if (c === '"' && s[i + 1] === '"') { cell += '"'; i++; } else if (c === '"') quoted = false; else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') { rows.at(-1).push(cell); cell = ''; }
    else if (c === '\n') { rows.at(-1).push(cell.replace(/\r$/, '')); cell = ''; rows.push([]); }
    else cell += c;
  }
  rows.at(-1).push(cell);
  return rows.filter((r) => r.length > 1 || r[0] !== '');
}
