// The line above files and commits: which revision, and where in it.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { api, at, home } from './place.js';

// where shows the revision, to be changed, and the folders down to path. what
// is the kind of the page: tree, blob or commits.
export function where(repo, what) {
  const choose = make('select', { id: 'revision', 'aria-label': say('revision'), onchange: () => location.assign(at(repo, what, choose.value, repo.path)) }, make('option', { value: repo.rev }, brief(repo.rev)));
  tell(`${api(repo, 'refs')}?include_prs=1`).then((refs) => fill(choose, repo.rev, refs), () => { /* the one that is shown stays */ });
  return make('div', { class: 'where' }, choose, what === 'commits' ? '' : crumbs(repo));
}

const brief = (rev) => (/^[0-9a-f]{40}$/.test(rev) ? rev.slice(0, 7) : rev);

function fill(choose, rev, refs) {
  const groups = [['branches', refs.branches], ['tags', refs.tags], ['pulls', refs.pullRequests ?? []]].filter(([, l]) => l.length);
  const value = (group, r) => (group === 'pulls' ? r.ref : r.name);
  choose.replaceChildren(...groups.map(([group, l]) => make('optgroup', { label: say(group) }, l.map((r) => make('option', { value: value(group, r), selected: value(group, r) === rev }, r.name)))));
  if (![...choose.options].some((o) => o.value === rev)) choose.prepend(make('option', { value: rev, selected: true }, brief(rev)));
}

function crumbs(repo) {
  const parts = repo.path ? repo.path.split('/') : [];
  const link = (words, i) => (i === parts.length - 1 ? make('span', { 'aria-current': 'page' }, words) : make('a', { href: at(repo, 'tree', repo.rev, parts.slice(0, i + 1).join('/')) }, words));
  return make('nav', { class: 'crumbs', 'aria-label': say('folder'), translate: 'no' }, parts.length ? make('a', { href: at(repo, 'tree', repo.rev) }, repo.name.split('/')[1]) : make('a', { href: home(repo) }, repo.name.split('/')[1]),
    parts.map((p, i) => [make('span', { class: 'slash', 'aria-hidden': 'true' }, '/'), link(p, i)]));
}
