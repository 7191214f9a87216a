// What is discussed about a repository: a list, one of them, or a new one.
import { icon, make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say, sayNumber } from '../say.js';
import { tell } from './ask.js';
import { attach } from './attach.js';
import { form } from './form.js';
import { badge, commands, field, when } from './piece.js';
import { api, home } from './place.js';
import { many } from './quantity.js';
import { thread } from './thread.js';

const perPage = 50; // as the server has it

export const at = (repo, what = '') => `${home(repo)}/discussions${what ? `/${what}` : ''}`;

export async function show(body, repo) {
  const which = repo.rev; // the part of the address after “discussions”
  if (which === 'new') opening(body, repo);
  else if (/^[1-9]\d*$/.test(which)) await thread(body, repo, Number(which));
  else await list(body, repo);
}

async function list(body, repo) {
  const q = new URLSearchParams(location.search), status = q.get('status') === 'closed' ? 'closed' : 'open', page = Math.max(0, Number(q.get('p')) || 0);
  const listed = (s, p) => tell(`${api(repo, 'discussions')}?status=${s}&p=${p}`), other = status === 'open' ? 'closed' : 'open';
  const [{ discussions, count }, others] = await Promise.all([listed(status, page), listed(other, 0)]);
  const counts = { [status]: count, [other]: others.count };
  document.title = `${say('tab.discussions')} · ${repo.name} · Tenon`;
  const to = (s, p = 0) => `${at(repo)}?status=${s}${p ? `&p=${p}` : ''}`;
  body.append(make('div', { class: 'where' }, make('div', { class: 'states row', role: 'group', 'aria-label': say('status') }, ['open', 'closed'].map((s) => make('a', { class: 'button small', href: to(s), 'aria-current': s === status && 'true' }, say(`status.${s}`), make('span', { class: 'likes' }, sayNumber(counts[s]))))),
    make('span', { class: 'soft' }, many('discussionCount', count)), make('a', { class: 'button', id: 'new-discussion', href: user ? at(repo, 'new') : loginHere() }, icon('plus'), say('newDiscussion'))),
  discussions.length ? make('ol', { class: 'commits discussions' }, discussions.map((d) => make('li', {}, icon(d.isPullRequest ? 'branch' : 'ask'), make('div', {}, make('a', { class: 'title', href: at(repo, d.num), translate: 'no' }, d.title),
    make('small', {}, `#${d.num} · `, make('span', { translate: 'no' }, d.author.name), ' · ', when(d.createdAt))), badge(say(`status.${d.status}`), d.status === 'open' ? '' : 'warm')))) : make('p', { class: 'nothing soft' }, say('noDiscussions'), others.count > 0 && [' ', make('a', { href: to(other) }, many(`others.${other}`, others.count))]),
  make('nav', { class: 'row pager', 'aria-label': say('pages') }, page > 0 && make('a', { class: 'button', rel: 'prev', href: to(status, page - 1) }, say('newer')), (page + 1) * perPage < count && make('a', { class: 'button', rel: 'next', href: to(status, page + 1) }, say('older'))));
}

function opening(body, repo) {
  if (!user) { location.replace(loginHere()); return; }
  const words = make('textarea', { class: 'writing', name: 'words', rows: '6', required: true });
  body.append(form({ class: 'sheet-of' }, say('openDiscussion'), async (f) => {
    const q = new FormData(f);
    const made = await tell(api(repo, 'discussions'), { method: 'POST', body: { title: q.get('title').trim(), description: q.get('words'), pullRequest: false } });
    location.assign(at(repo, made.num));
  }, make('h2', {}, say('newDiscussion')), field('discussion-title', say('discussionTitle'), make('input', { name: 'title', required: true, maxlength: '200', autocomplete: 'off' })), field('discussion-words', say('discussionWords'), words, say('markdownHint')), attach(words)), make('details', {}, make('summary', {}, say('pull.how')), make('p', { class: 'soft' }, say('pull.howHint')), commands(`hf upload ${repo.name} ./folder${repo.kind === 'model' ? '' : ` --repo-type ${repo.kind}`} --create-pr`, 'hf upload')));
}
