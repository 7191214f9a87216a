// Collections: a list of them, and a new one.
import { icon, make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { ask, tell } from './ask.js';
import { choice, form, group } from './form.js';
import { atLeast, me } from './me.js';
import { badge, face, field, heading, select, when } from './piece.js';

const api = '/api/collections', perPage = 30;
export const collectionAt = (slug) => `/collections/${slug}`;

export async function show(box, { tab }) {
  if (tab === 'new') await creation(box);
  else await list(box);
}

async function list(box) {
  const q = new URLSearchParams(location.search), asked = new URLSearchParams(q);
  asked.set('limit', perPage);
  if (!asked.has('sort')) asked.set('sort', 'trending');
  const { said, next } = await ask(`${api}?${asked}`);
  const further = new URLSearchParams(next.split('?')[1] ?? '').get('cursor');
  const page = (cursor, words, rel) => {
    const to = new URLSearchParams(q);
    if (cursor) to.set('cursor', cursor); else to.delete('cursor');
    return make('a', { class: 'button', rel, href: `/collections${to.size ? `?${to}` : ''}` }, words);
  };
  box.append(make('header', { class: 'list-head' }, heading(say('collections.title')), q.has('owner') && make('span', { class: 'soft', translate: 'no' }, q.get('owner')), make('a', { class: 'button', id: 'new-collection', href: user ? '/collections/new' : '/login?next=/collections/new' }, icon('plus'), say('collections.new'))),
    make('form', { class: 'finder', action: '/collections' }, make('label', { class: 'box', for: 'search' }, icon('search'), make('input', { type: 'search', id: 'search', name: 'q', value: q.get('q') ?? '', maxlength: '200', placeholder: say('collections.find'), 'aria-label': say('collections.find') })), q.has('owner') && make('input', { type: 'hidden', name: 'owner', value: q.get('owner'), 'aria-hidden': 'true' })),
    said.length ? make('ul', { class: 'rows grid' }, said.map(line)) : make('p', { class: 'nothing soft' }, say('collections.none')),
    make('nav', { class: 'row pager', 'aria-label': say('pages') }, q.has('cursor') && page('', say('toFirst'), 'first'), further && page(further, say('nextPage'), 'next')));
}

// line is a collection in a list.
export const line = (c) => make('li', { class: 'row-of collection' }, make('a', { href: collectionAt(c.slug) },
  make('span', { class: 'title' }, face(c.owner.name), make('span', { class: 'whole', translate: 'no' }, make('span', { class: 'owner' }, `${c.owner.name}/`), make('strong', {}, c.title)), c.private && badge(say('private'), '', 'lock')),
  make('span', { class: 'notes' }, c.items.map((i) => make('span', { class: 'note', translate: 'no' }, icon(i.type === 'collection' ? 'clip' : i.type), i.title ?? i.id)), make('span', { class: 'note', title: say('updated') }, when(c.lastUpdated)), c.upvotes > 0 && make('span', { class: 'note', title: say('likes') }, icon('heart'), String(c.upvotes)))));

// creation makes a collection, perhaps with a first item, or puts that into one
// that is there.
async function creation(box) {
  const self = await me();
  if (!self) { location.replace(loginHere()); return; }
  const [, type, id] = /^(model|dataset|space|collection)\/(.+)$/.exec(new URLSearchParams(location.search).get('item') ?? '') ?? [];
  const owners = [self.name, ...self.orgs.filter((m) => atLeast(m.role, 'write')).map((m) => m.org)];
  box.append(heading(say(id ? 'collections.put' : 'collections.new'), ...(id ? [' ', make('code', { translate: 'no' }, id)] : [])));
  if (id) {
    const own = await tell(`${api}?${new URLSearchParams([...owners.map((o) => ['owner', o]), ['limit', 100]])}`);
    if (own.length) {
      box.append(form({ class: 'sheet-of', id: 'put' }, say('collections.putThere'), async (f) => {
        const q = new FormData(f);
        await tell(`${api}/${q.get('slug')}/items`, { method: 'POST', body: { item: { type, id }, note: q.get('note').trim() } });
        location.assign(collectionAt(q.get('slug')));
      }, field('into', say('collections.which'), select(own.map((c) => [c.slug, `${c.owner.name}/${c.title}`]), own[0].slug, { name: 'slug', translate: 'no' })), field('put-note', say('collections.note'), make('input', { name: 'note', maxlength: '500', autocomplete: 'off' }))));
    }
  }
  box.append(form({ class: 'sheet-of', id: 'make' }, say('collections.make'), async (f) => {
    const q = new FormData(f);
    const made = await tell(api, { method: 'POST', body: { title: q.get('title').trim(), description: q.get('description').trim(), namespace: q.get('owner'), private: q.get('visibility') === 'private', ...(id && { item: { type, id } }) } });
    location.assign(collectionAt(made.slug));
  }, id && make('h2', {}, say('collections.new')), field('collection-title', say('collections.name'), make('input', { name: 'title', required: true, maxlength: '100', autocomplete: 'off' })),
  field('collection-words', say('collections.description'), make('input', { name: 'description', maxlength: '150', autocomplete: 'off' })),
  field('collection-owner', say('owner'), select(owners.map((o) => [o, o]), self.name, { name: 'owner', translate: 'no' })),
  group(say('visibility'), choice('visibility', 'public', say('public'), say('publicHint'), true), choice('visibility', 'private', say('privateOne'), say('privateHint')))));
}
