// One commit: who changed what, when and why.
import { make } from '../dom.js';
import { say } from '../say.js';
import { ask, words } from './ask.js';
import { changes, files } from './diff.js';
import { copyButton, face, when } from './piece.js';
import { apiAt, at } from './place.js';

const longest = 1 << 20; // bytes of a diff that are shown

export async function show(body, repo) {
  const { said: [c] } = await ask(`${apiAt(repo, 'commits', repo.rev)}?limit=1`);
  document.title = `${c.title} · ${repo.name} · Tenon`;
  body.append(make('header', { class: 'commit-head' }, make('h2', { translate: 'no' }, c.title), c.message && make('p', { class: 'message', translate: 'no' }, c.message),
    make('p', { class: 'row' }, face(c.authors[0]?.user || '?'), make('span', { translate: 'no' }, c.authors[0]?.user), when(c.date),
      make('span', { class: 'ends' }, copyButton(c.id, say('commitOf', c.id.slice(0, 7))), make('code', {}, c.id.slice(0, 7)), make('a', { class: 'button small', href: at(repo, 'tree', c.id) }, say('browseAt'))))));
  const diff = await words(apiAt(repo, 'compare', c.id), longest);
  body.append(changes(files(diff.text ?? ''), (path) => at(repo, 'blob', c.id, path)), diff.whole ? '' : make('p', { class: 'soft' }, say('diffCut')));
}
