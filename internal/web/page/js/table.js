// Tables: CSV as RFC 4180 has it, its first line the heads.
import { make } from './dom.js';
import { say, sayNumber } from './say.js';

const first = 12, most = 1000; // rows that are shown at first, and after “show all”

export function table(s, label) {
  const [head = [], ...body] = csv(s);
  const numeric = head.map((_, i) => body.length > 0 && body.every((r) => /^\s*[-+]?[\d.,\s]*\d%?\s*$/.test(r[i] ?? '') || !r[i]));
  const row = (r) => make('tr', {}, r.map((c, i) => make('td', { class: numeric[i] && 'number' }, c)));
  const rows = make('tbody', {}, body.slice(0, first).map(row));
  const count = make('p', { class: 'soft' }, body.length > first ? say('firstRows', first, sayNumber(body.length)) : say('rows', body.length));
  const more = body.length > first && make('button', { type: 'button', class: 'plain', onclick: () => {
    rows.replaceChildren(...body.slice(0, most).map(row));
    count.textContent = body.length > most ? say('firstRows', sayNumber(most), sayNumber(body.length)) : say('rows', sayNumber(body.length));
    more.remove();
  } }, say('more'));
  return make('div', {}, make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    make('table', {}, make('thead', {}, make('tr', {}, head.map((c, i) => make('th', { scope: 'col', class: numeric[i] && 'number' }, c)))), rows)),
  make('div', { class: 'under' }, count, more));
}

export function csv(s) {
  const rows = [[]];
  let cell = '', quoted = false;
  const end = () => { rows.at(-1).push(cell); cell = ''; };
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (quoted) {
      if (c === '"' && s[i + 1] === '"') { cell += '"'; i++; } else if (c === '"') quoted = false; else cell += c;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') end();
    else if (c === '\n') { cell = cell.replace(/\r$/, ''); end(); rows.push([]); }
    else cell += c;
  }
  end();
  return rows.filter((r) => r.length > 1 || r[0] !== '');
}
