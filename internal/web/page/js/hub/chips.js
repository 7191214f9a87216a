// What a repository says of itself, as small links to others of the same.
import { make } from '../dom.js';
import { say, sayLanguage } from '../say.js';
import { listOf } from './place.js';
import { sayTaskName } from './task.js';

const first = 14; // that are shown at once

// chips are the labels of a repository: what it is for, what reads it, its
// languages and its licence before the others.
export function chips({ kind, info }) {
  const all = labels(kind, info);
  const list = make('ul', { class: 'chips', 'aria-label': say('labels') });
  const draw = (l) => list.replaceChildren(...l.map(({ words, query, of }) => make('li', {}, make('a', { class: `chip ${of}`, href: `${listOf(kind)}?${new URLSearchParams(query)}` }, of === 'licence' && make('span', { class: 'soft' }, say('licence')), make('span', { translate: ['task', 'language'].includes(of) ? undefined : 'no' }, words)))),
    ...(l.length < all.length ? [make('li', {}, make('button', { type: 'button', class: 'small plain', onclick: () => draw(all) }, say('moreLabels', all.length - l.length)))] : []));
  draw(all.length > first + 2 ? all.slice(0, first) : all);
  return all.length > 0 && list;
}

function labels(kind, info) {
  const known = info.tenon ?? {}, out = [], seen = new Set();
  const add = (of, words, query, ...names) => {
    if (!words || seen.has(names[0])) return;
    names.forEach((n) => seen.add(n));
    out.push({ of, words, query });
  };
  add('task', info.pipeline_tag && sayTaskName(info.pipeline_tag), { pipeline_tag: info.pipeline_tag }, info.pipeline_tag);
  for (const t of info.tags) {
    const task = /^task_categories:(.+)/.exec(t)?.[1];
    if (task) add('task', sayTaskName(task), { filter: t }, t);
  }
  add('library', info.library_name, { library: info.library_name }, info.library_name);
  for (const l of known.languages ?? []) add('language', sayLanguage(l), { language: l }, l);
  for (const l of known.licenses ?? []) add('licence', l, { license: l }, `license:${l}`);
  for (const t of info.tags) {
    const [, what, words] = /^([a-z_]+):(.+)$/.exec(t) ?? [];
    if (what === 'base_model' || what === 'license') continue; // among the facts, and above
    if (what === 'dataset') add('dataset', words, { datasets: words }, t);
    else add('label', words && what === 'size_categories' ? words : t, { filter: t }, t);
  }
  return out;
}
