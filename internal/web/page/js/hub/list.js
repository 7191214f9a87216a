// Models, datasets and apps: looked for, narrowed down and put in order. All
// of it is in the address, so that it can be shared and back goes back.
import { Refusal } from '../api.js';
import { $, icon, make, setText } from '../dom.js';
import { user } from '../frame.js';
import { say, sayNumber } from '../say.js';
import { ask } from './ask.js';
import { publish } from './empty.js';
import { chosen, drawFacets } from './facets.js';
import { heading } from './piece.js';
import { listOf } from './place.js';
import { row } from './row.js';

const asked = ['search', 'sort', 'direction', 'cursor', 'author', 'filter', 'tags', 'pipeline_tag', 'task', 'library', 'license', 'language', 'datasets', 'base_model', 'gated', 'num_parameters']; // that the interface knows
const perPage = 30, pause = 200; // milliseconds after the last letter
const orders = ['lastModified', 'trendingScore', 'downloads', 'likes', 'createdAt'];

// ordered draws the choice of an order: without one, what is looked for comes by
// relevance, and all else the newest first.
function ordered(choice, q) {
  const looked = q.has('search');
  choice.replaceChildren(...[...(looked ? ['relevance'] : []), ...orders].map((o) => make('option', { value: o }, say(`order.${o}`))));
  choice.value = q.get('sort') || (looked ? 'relevance' : 'lastModified');
}

export async function show(box, { kind }) {
  const parts = {
    search: make('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false', maxlength: '200', placeholder: say(`find.${kind}`), 'aria-label': say(`find.${kind}`), value: state().get('search') ?? '' }),
    order: make('select', { id: 'order', 'aria-label': say('order') }),
    count: make('p', { class: 'count soft' }), picked: make('ul', { class: 'chips picked', 'aria-label': say('picked') }), list: make('ul', { class: 'rows grid' }), foot: make('div', { class: 'foot' }), facets: make('div', { class: 'facets' }),
  };
  const list = new List(kind, parts);
  parts.search.addEventListener('input', () => list.typed());
  parts.search.form?.addEventListener('submit', (e) => e.preventDefault());
  parts.order.addEventListener('change', () => list.go((q) => set(q, 'sort', parts.order.value === (q.has('search') ? 'relevance' : 'lastModified') ? '' : parts.order.value)));
  const wide = matchMedia('(min-width: 60rem)').matches;
  box.append(make('header', { class: 'list-head' }, heading(say(`all.${kind}`)), parts.count, user && make('a', { class: 'button', href: `/new?type=${kind}` }, icon('plus'), say('newRepository'))),
    make('details', { class: 'filters', open: wide || undefined }, make('summary', {}, icon('filter'), say('filters')), parts.facets),
    make('section', { class: 'results', 'aria-label': say('results') }, make('div', { class: 'finder' }, make('label', { class: 'box', for: 'search' }, icon('search'), parts.search), parts.order), parts.picked, parts.list, parts.foot));
  await list.load();
}

// state is what of the address is a question: what others have put there is none.
const state = () => new URLSearchParams([...new URLSearchParams(location.search)].filter(([k]) => asked.includes(k)));

function set(q, key, value) {
  if (value) q.set(key, value); else q.delete(key);
}

// List is what is listed of a kind.
class List {
  #turn = 0;
  #timer;

  constructor(kind, parts) {
    Object.assign(this, { kind, parts });
  }

  // go changes the question, as a step that back undoes.
  go(change) {
    const q = state();
    change(q);
    q.delete('cursor');
    history.pushState(null, '', this.address(q));
    this.load();
  }

  address(q) {
    return listOf(this.kind) + (q.size ? `?${q}` : '');
  }

  // typed looks for what was typed when no more comes.
  typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const q = state();
      set(q, 'search', this.parts.search.value.trim());
      q.delete('cursor');
      history.replaceState(null, '', this.address(q));
      this.load();
    }, pause);
  }

  // load asks for what the address says. An answer that comes late is dropped.
  async load() {
    const mine = ++this.#turn, q = state(), { parts, kind } = this;
    parts.list.setAttribute('aria-busy', 'true');
    ordered(parts.order, q);
    try {
      const few = new URLSearchParams(q);
      few.set('limit', perPage);
      const counted = new URLSearchParams(q);
      ['sort', 'cursor'].forEach((k) => counted.delete(k));
      const [repos, facets] = await Promise.all([ask(`/api/${kind}s?${few}`), ask(`/api/facets/${kind}s?${counted}`)]);
      if (mine === this.#turn) this.draw(q, repos, facets.said);
    } catch (e) {
      if (mine !== this.#turn) return;
      if (!(e instanceof Refusal)) throw e;
      parts.list.replaceChildren();
      parts.foot.replaceChildren(make('p', { class: 'error', role: 'alert' }, e.message));
    } finally {
      if (mine === this.#turn) parts.list.removeAttribute('aria-busy');
    }
  }

  draw(q, repos, facets) {
    const { parts, kind } = this;
    const words = say(facets.total === 1 ? `one.${kind}` : `many.${kind}`, facets.exact ? sayNumber(facets.total) : `${sayNumber(facets.total)}+`);
    setText(parts.count, words);
    setText($('news'), words);
    drawFacets(parts.facets, kind, facets.facets, q, (change) => this.go(change));
    parts.picked.replaceChildren(...chosen(kind, q).map(({ words: name, drop }) => make('li', {}, make('button', { type: 'button', class: 'small', 'aria-label': say('remove', name), onclick: () => this.go(drop) }, name, icon('close')))));
    parts.list.replaceChildren(...repos.said.map((r) => row(kind, r)));
    parts.foot.replaceChildren(...this.foot(q, repos, facets));
  }

  foot(q, repos, facets) {
    if (!repos.said.length && !facets.total) return [narrow(q) ? this.nothing() : this.none()];
    const further = new URLSearchParams(repos.next.split('?')[1] ?? '').get('cursor');
    const link = (cursor, words, rel) => {
      const to = new URLSearchParams(q);
      set(to, 'cursor', cursor);
      return make('a', { class: 'button', rel, href: this.address(to), onclick: (e) => {
        if (e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault();
        history.pushState(null, '', this.address(to));
        this.load().then(() => scrollTo({ top: 0 }));
      } }, words);
    };
    return [make('nav', { class: 'row pager', 'aria-label': say('pages') }, q.has('cursor') && link('', say('toFirst'), 'first'), further && link(further, say('nextPage'), 'next'))];
  }

  nothing() {
    return make('div', { class: 'nothing' }, make('p', {}, say('nothingFits')), make('button', { type: 'button', onclick: () => { this.parts.search.value = ''; this.go((q) => [...q.keys()].forEach((k) => q.delete(k))); } }, say('clear')));
  }

  none() {
    return make('div', { class: 'nothing' }, make('h2', {}, say(`none.${this.kind}`)), make('p', { class: 'soft' }, say('firstOne')), publish(this.kind));
  }
}

// narrow reports whether a question leaves anything out.
const narrow = (q) => [...q.keys()].some((k) => k !== 'sort');
