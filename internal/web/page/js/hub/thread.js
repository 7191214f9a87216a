// One discussion: what was said and done, and a place to answer.
import { Refusal } from '../api.js';
import { make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { attach, shown } from './attach.js';
import { form } from './form.js';
import { atLeast, me, roleOf } from './me.js';
import { badge, face, field, when } from './piece.js';
import { api, at } from './place.js';
import { changed, merging } from './pull.js';

export async function thread(body, repo, number) {
  const address = api(repo, 'discussions', String(number));
  const role = roleOf(await me(), repo.owner, repo.info.creator);
  const draw = async () => {
    const d = await tell(`${address}?diff=1`);
    document.title = `${d.title} · ${repo.name} · Tenon`;
    body.replaceChildren(make('header', { class: 'thread-head' }, make('h2', { translate: 'no' }, d.title, ' ', make('span', { class: 'soft' }, `#${d.num}`)), badge(say(`status.${d.status}`), d.status === 'open' ? '' : 'warm')),
      make('ol', { class: 'thread' }, (d.events ?? []).map((e) => event(repo, address, e, role, draw))), ...(d.isPullRequest ? [merging(address, d, role, draw), changed(repo, d)] : []), answer(address, d, role, draw));
  };
  await draw();
}

const who = (author, time) => [face(author.name), make('a', { href: `/${author.name}`, translate: 'no' }, author.name), when(time)];

function event(repo, address, e, role, draw) {
  if (e.type === 'comment') return comment(address, e, role, draw);
  if (e.type === 'commit') return make('li', { class: 'event' }, who(e.author, e.createdAt), say('pull.pushed'), make('a', { href: at(repo, 'commit', e.data.oid), translate: 'no' }, e.data.subject));
  const words = e.type === 'status-change' ? say(`became.${e.data.status}`) : e.type === 'title-change' ? say('renamed', e.data.from, e.data.to) : e.type;
  return make('li', { class: 'event' }, who(e.author, e.createdAt), make('span', { translate: e.type === 'title-change' ? 'no' : undefined }, words));
}

// comment is what somebody said. Its author may write it anew, and hide it, as
// those may who answer for the repository.
function comment(address, e, role, draw) {
  const { hidden, edited, latest } = e.data, own = e.author.name === user;
  const said = hidden ? make('p', { class: 'soft' }, say('hidden')) : shown(latest.raw);
  const item = make('li', { class: 'said', id: `comment-${e.id}` }, make('p', { class: 'row' }, who(e.author, e.createdAt), edited && make('small', {}, say('edited')),
    make('span', { class: 'ends' }, own && !hidden && make('button', { type: 'button', class: 'small plain', onclick: () => said.replaceWith(rewriting(address, e, draw)) }, say('rewrite')),
      (own || atLeast(role, 'write')) && !hidden && make('button', { type: 'button', class: 'small plain', onclick: async () => { await tell(`${address}/comment/${e.id}/hide`, { method: 'POST', body: {} }); await draw(); } }, say('hide')))), said);
  return item;
}

function rewriting(address, e, draw) {
  const words = make('textarea', { class: 'writing', name: 'words', rows: '5', required: true, 'aria-label': say('comment') });
  words.value = e.data.latest.raw;
  return form({}, say('save'), async () => { await tell(`${address}/comment/${e.id}/edit`, { method: 'POST', body: { content: words.value } }); await draw(); }, words, attach(words));
}

function answer(address, d, role, draw) {
  if (!user) return make('p', {}, make('a', { class: 'button', href: loginHere() }, say('logInToAnswer')));
  const send = (what, body) => tell(`${address}/${what}`, { method: 'POST', body });
  const words = make('textarea', { class: 'writing', name: 'words', rows: '4', required: true });
  const open = d.status === 'open', may = d.author.name === user || atLeast(role, 'write');
  const turn = may && ['open', 'closed'].includes(d.status) && make('button', { type: 'button', id: 'turn', onclick: async () => {
    try {
      await send('status', { status: open ? 'closed' : 'open', comment: words.value.trim() });
      await draw();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      turn.after(make('span', { class: 'error', role: 'alert' }, e.message));
    }
  } }, say(open ? 'close' : 'reopen'));
  const f = form({ class: 'sheet-of answer' }, say('comment'), async () => { await send('comment', { comment: words.value }); await draw(); }, field('answer', say('yourComment'), words, say('markdownHint')), attach(words));
  if (turn) f.lastElementChild.append(turn);
  return f;
}
