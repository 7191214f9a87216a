// The commits of a branch, the newest first.
import { make } from '../dom.js';
import { say } from '../say.js';
import { ask } from './ask.js';
import { copyButton, face, when } from './piece.js';
import { apiAt, at } from './place.js';
import { many } from './quantity.js';
import { where } from './refs.js';

const perPage = 30;

export async function show(body, repo) {
  body.append(where(repo, 'commits'));
  const page = Math.max(0, Number(new URLSearchParams(location.search).get('p')) || 0);
  const { said, total } = await ask(`${apiAt(repo, 'commits', repo.rev)}?p=${page}&limit=${perPage}`);
  document.title = `${say('tab.commits')} · ${repo.name} · Tenon`;
  const to = (p) => `${at(repo, 'commits', repo.rev)}?p=${p}`;
  body.append(make('p', { class: 'soft' }, many('commitCount', total)), make('ol', { class: 'commits' }, said.map((c) => entry(repo, c))),
    make('nav', { class: 'row pager', 'aria-label': say('pages') }, page > 0 && make('a', { class: 'button', rel: 'prev', href: to(page - 1) }, say('newer')), (page + 1) * perPage < total && make('a', { class: 'button', rel: 'next', href: to(page + 1) }, say('older'))));
}

function entry(repo, c) {
  const author = c.authors[0]?.user ?? '';
  return make('li', {}, face(author || '?'), make('div', {}, make('a', { class: 'title', href: at(repo, 'commit', c.id), translate: 'no' }, c.title), make('small', {}, make('span', { translate: 'no' }, author), ' · ', when(c.date))),
    make('span', { class: 'ends' }, copyButton(c.id, say('commitOf', c.id.slice(0, 7))), make('a', { class: 'button small', href: at(repo, 'tree', c.id), title: say('browseAt') }, make('code', {}, c.id.slice(0, 7)))));
}
