// One collection: what somebody has put together, and why.
import { icon, make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { collectionAt } from './collections.js';
import { choice, form, group, sure } from './form.js';
import { atLeast, me, roleIn } from './me.js';
import { badge, face, field, heading, select, when } from './piece.js';
import { home, kinds } from './place.js';
import { count } from './quantity.js';

export async function show(box, { slug }) {
  const address = `/api/collections/${slug.split('/').map(encodeURIComponent).join('/')}`;
  const draw = async () => {
    const c = await tell(address);
    const may = atLeast(roleIn(await me(), c.owner.name), 'write');
    box.replaceChildren(head(address, c, may, draw), c.items.length ? make('ol', { class: 'collected' }, c.items.map((i, n) => item(address, c, i, n, may, draw))) : make('p', { class: 'nothing soft' }, say('collections.empty')), ...(may ? [adding(address, draw), editing(address, c)] : []));
  };
  await draw();
}

function head(address, c, may, draw) {
  const vote = make('button', { type: 'button', class: 'small like', 'aria-pressed': String(Boolean(c.isUpvotedByUser)), onclick: async () => {
    if (!user) { location.assign(loginHere()); return; }
    await tell(`${address}/upvote`, { method: c.isUpvotedByUser ? 'DELETE' : 'POST' });
    await draw();
  } }, icon(c.isUpvotedByUser ? 'loved' : 'heart'), say(c.isUpvotedByUser ? 'liked' : 'like'), make('span', { class: 'likes' }, count(c.upvotes)));
  const title = heading(c.title);
  title.setAttribute('translate', 'no');
  return make('header', { class: 'head' }, make('div', { class: 'name-line' }, title, vote, c.private && badge(say('private'), '', 'lock')), c.description && make('p', { translate: 'no' }, c.description),
    make('p', { class: 'row' }, face(c.owner.name), make('a', { href: `/${c.owner.name}`, translate: 'no' }, c.owner.name), make('span', { class: 'soft' }, say('updated'), ' ', when(c.lastUpdated))));
}

const pageOf = (i) => (i.type === 'collection' ? collectionAt(i.slug) : home({ kind: i.type, name: i.id }));

function item(address, c, i, n, may, draw) {
  const at = `${address}/items/${i._id}`;
  const move = (to, words, sign) => make('button', { type: 'button', class: 'small plain', 'aria-label': `${words}: ${i.title ?? i.id}`, disabled: to < 0 || to >= c.items.length, onclick: async () => { await tell(at, { method: 'PATCH', body: { position: c.items[to].position } }); await draw(); } }, sign);
  return make('li', {}, icon(i.type === 'collection' ? 'clip' : i.type), make('div', {}, make('a', { href: pageOf(i), translate: 'no' }, i.title ?? i.id), ' ', i.private && badge(say('private'), 'small', 'lock'), i.gated && badge(say('gated'), 'small warm', 'lock'), i.note && make('p', { class: 'soft', translate: 'no' }, i.note.text)),
    may && make('span', { class: 'ends' }, move(n - 1, say('collections.up'), '↑'), move(n + 1, say('collections.down'), '↓'),
      sure(make('button', { type: 'button', class: 'small plain', 'aria-label': say('collections.takeOut', i.title ?? i.id) }, say('takeOutShort')), say('really'), async () => { await tell(at, { method: 'DELETE' }); await draw(); })));
}

const adding = (address, draw) => make('details', {}, make('summary', {}, say('collections.add')), form({ class: 'sheet-of', id: 'add' }, say('collections.add'), async (f) => {
  const q = new FormData(f);
  await tell(`${address}/items`, { method: 'POST', body: { item: { type: q.get('kind'), id: q.get('name').trim() }, note: q.get('note').trim() } });
  await draw();
}, field('item-kind', say('kind'), select([...kinds.map((k) => [k, say(`a.${k}`)]), ['collection', say('collections.one')]], 'model', { name: 'kind' })), field('item-name', say('collections.itemName'), make('input', { name: 'name', required: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' })),
field('item-note', say('collections.note'), make('input', { name: 'note', maxlength: '500', autocomplete: 'off' }))));

function editing(address, c) {
  return make('details', {}, make('summary', {}, say('collections.edit')), form({ class: 'sheet-of', id: 'edit' }, say('save'), async (f) => {
    const q = new FormData(f);
    const { data } = await tell(address, { method: 'PATCH', body: { title: q.get('title').trim(), description: q.get('description').trim(), private: q.get('visibility') === 'private' } });
    location.assign(collectionAt(data.slug));
  }, field('edit-title', say('collections.name'), make('input', { name: 'title', required: true, maxlength: '100', value: c.title, autocomplete: 'off' })), field('edit-words', say('collections.description'), make('input', { name: 'description', maxlength: '150', value: c.description ?? '', autocomplete: 'off' })),
  group(say('visibility'), choice('visibility', 'public', say('public'), say('publicHint'), !c.private), choice('visibility', 'private', say('privateOne'), say('privateHint'), c.private)),
  make('p', {}, sure(make('button', { type: 'button', class: 'small', id: 'remove-collection' }, say('collections.remove')), say('really'), async () => { await tell(address, { method: 'DELETE' }); location.assign(`/${c.owner.name}`); }))));
}
