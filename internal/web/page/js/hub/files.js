// The files of a folder: names and sizes at once, and then what changed them
// last and what was found in them, which takes the server longer.
import { icon, make } from '../dom.js';
import { say } from '../say.js';
import { ask } from './ask.js';
import { badge, when } from './piece.js';
import { apiAt, at } from './place.js';
import { bytes } from './quantity.js';
import { where } from './refs.js';

const most = 10; // pages of last changes that are asked for by themselves

export async function show(body, repo) {
  body.append(where(repo, 'tree'));
  const address = apiAt(repo, 'tree', repo.rev, repo.path);
  let { said, next } = await ask(address);
  const rows = new Map(), list = make('tbody', {});
  const add = (entries) => list.append(...entries.toSorted((a, b) => (a.type === b.type ? 0 : a.type === 'directory' ? -1 : 1)).map((e) => { const r = row(repo, e); rows.set(e.path, r); return r; }));
  add(said);
  body.append(make('div', { class: 'listing' }, make('table', { class: 'files' }, make('caption', { class: 'unseen' }, say('filesOf', repo.path || repo.name)),
    make('thead', { class: 'unseen' }, make('tr', {}, ['name', 'size', 'lastChange', 'updated'].map((h) => make('th', { scope: 'col' }, say(h))))), list)));
  if (!said.length) body.append(make('p', { class: 'soft' }, say('noFiles')));
  if (next) body.append(make('button', { type: 'button', class: 'more', onclick: async ({ currentTarget }) => {
    ({ said, next } = await ask(next));
    add(said);
    if (!next) currentTarget.remove();
  } }, say('moreFiles')));
  learn(`${address}?expand=true`, rows);
}

// learn fills in what changed files last, a page at a time.
async function learn(address, rows) {
  for (let n = 0; address && n < most; n++) {
    const { said, next } = await ask(address).catch(() => ({ said: [], next: '' }));
    for (const e of said) rows.get(e.path)?.learn(e);
    address = next;
  }
}

function row(repo, e) {
  const folder = e.type === 'directory', name = e.path.split('/').at(-1);
  const last = make('td', { class: 'last' }), time = make('td', { class: 'time' }), found = make('span', {});
  const r = make('tr', {},
    make('th', { scope: 'row' }, icon(folder ? 'folder' : 'file'), make('a', { href: at(repo, folder ? 'tree' : 'blob', repo.rev, e.path), translate: 'no' }, name), e.lfs && badge(e.xetHash ? 'Xet' : 'LFS', 'small'), found),
    make('td', { class: 'number' }, !folder && [bytes(e.size), make('a', { class: 'get', href: at(repo, 'resolve', repo.rev, e.path), download: name, 'aria-label': say('download', name), title: say('download', name) }, icon('download'))]), last, time);
  r.learn = ({ lastCommit, securityFileStatus }) => {
    if (lastCommit) {
      last.replaceChildren(make('a', { href: at(repo, 'commit', lastCommit.id), translate: 'no' }, lastCommit.title));
      time.replaceChildren(when(lastCommit.date));
    }
    if (securityFileStatus) found.replaceChildren(...[safety(securityFileStatus)].filter(Boolean));
  };
  return r;
}

// safety is a sign of what was found in a file.
export function safety(s) {
  if (s.status === 'unsafe' || s.status === 'suspicious') return badge(say(`scan.${s.status}`), s.status === 'unsafe' ? 'bad small' : 'warm small', 'warn');
  return '';
}
