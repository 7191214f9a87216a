// The page of a user or an organisation: what it publishes, and who is in it.
import { icon, make } from '../dom.js';
import { user } from '../frame.js';
import { say } from '../say.js';
import { ask, tell } from './ask.js';
import { line } from './collections.js';
import { publish } from './empty.js';
import { members } from './members.js';
import { atLeast, me, roleIn } from './me.js';
import { badge, face } from './piece.js';
import { home, kinds, listOf } from './place.js';
import { row } from './row.js';

const first = 12; // of a kind that are shown here

export async function show(box, { owner }) {
  const told = document.documentElement.dataset, org = told.org === 'true';
  document.title = `${told.title || owner} · Tenon`;
  const own = user.toLowerCase() === owner.toLowerCase();
  const [self, liked, collected, ...lists] = await Promise.all([me(), org ? [] : tell(`/api/users/${owner}/likes`), ask(`/api/collections?owner=${encodeURIComponent(owner)}&limit=${first}`), ...kinds.map((k) => ask(`/api/${k}s?author=${encodeURIComponent(owner)}&limit=${first}`))]);
  const role = roleIn(self, owner), any = lists.some((l) => l.said.length);
  box.append(make('header', { class: 'owner-head' }, face(owner), make('div', {}, make('h1', { translate: 'no' }, told.title || owner), make('p', { class: 'soft' }, make('span', { translate: 'no' }, owner), ' ', badge(say(org ? 'organisation' : 'person')))),
    make('span', { class: 'ends' }, atLeast(role, 'contributor') && make('a', { class: 'button', href: `/new?owner=${encodeURIComponent(owner)}` }, icon('plus'), say('newRepository')), own && make('a', { class: 'button', href: '/settings/tokens' }, say('settings')))),
  make('div', { class: 'owner-body' }, make('div', { class: 'owned' }, kinds.map((k, i) => section(owner, k, lists[i])), !any && empty(owner, role), collections(owner, collected)), make('aside', { class: 'beside' }, org && atLeast(role, 'read') && members(owner, role), own && orgs(self), likes(liked))));
}

const section = (owner, kind, { said, next }) => (said.length ? make('section', {}, make('h2', {}, icon(kind), say(`all.${kind}`)), make('ul', { class: 'rows grid' }, said.map((r) => row(kind, r))),
  next && make('p', {}, make('a', { class: 'button', href: `${listOf(kind)}?author=${encodeURIComponent(owner)}` }, say('allOf', owner)))) : '');

const collections = (owner, { said, next }) => (said.length ? make('section', {}, make('h2', {}, icon('clip'), say('collections.title')), make('ul', { class: 'rows grid' }, said.map(line)), next && make('p', {}, make('a', { class: 'button', href: `/collections?owner=${encodeURIComponent(owner)}` }, say('allOf', owner)))) : '');

const empty = (owner, role) => make('div', { class: 'nothing' }, make('h2', {}, say('nothingPublished')), atLeast(role, 'contributor') && [make('p', { class: 'soft' }, say('firstOne')), publish('model', `${owner}/NAME`)]);

const orgs = (self) => make('section', {}, make('h2', {}, say('organizations.title')), self.orgs.length ? make('ul', { class: 'people' }, self.orgs.map((m) => make('li', {}, face(m.org), make('a', { href: `/${m.org}`, translate: 'no' }, m.org), badge(say(`role.${m.role}`))))) : make('p', { class: 'soft' }, say('noOrgs')),
  make('p', {}, make('a', { href: '/settings/organizations' }, say('makeOrg'))));

const likes = (liked) => (liked.length ? make('section', {}, make('h2', {}, icon('heart'), say('likes')), make('ul', { class: 'people' }, liked.slice(0, 20).map(({ repo }) => make('li', {}, icon(repo.type), make('a', { href: home({ kind: repo.type, name: repo.name }), translate: 'no' }, repo.name))))) : '');
