// What a pull request changes, and what stands in the way of merging it.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { changes, files } from './diff.js';
import { commands } from './piece.js';
import { at } from './place.js';
import { atLeast } from './me.js';

// changed shows the change of a pull request.
export function changed(repo, d) {
  const list = files(d.diff ?? '');
  return make('section', { class: 'tab', id: 'changes' }, list.length ? changes(list, (path) => at(repo, 'blob', `refs/pr/${d.num}`, path)) : make('p', { class: 'soft' }, say('pull.nothing')), send(repo, d));
}

// send says how more commits get there, as long as they may.
const send = (repo, d) => (['draft', 'open'].includes(d.status) ? make('details', {}, make('summary', {}, say('pull.more')), commands(`hf upload ${repo.name} ./folder${repo.kind === 'model' ? '' : ` --repo-type ${repo.kind}`} --revision refs/pr/${d.num}`, 'hf upload')) : '');

// merging is the way to merge it, for who may write, or what is in the way.
export function merging(address, d, role, draw) {
  if (!atLeast(role, 'write') || !['draft', 'open'].includes(d.status)) return '';
  const conflicts = d.filesWithConflicts;
  if (conflicts === true) return box(make('p', {}, say('pull.unrelated')));
  if (conflicts?.length) return box(make('p', {}, say('pull.conflicts')), make('ul', {}, conflicts.map((path) => make('li', {}, make('code', { translate: 'no' }, path)))));
  const trouble = make('p', { class: 'error', role: 'alert', hidden: true });
  const act = (id, words, what, body) => make('button', { type: 'button', class: 'primary', id, onclick: async (e) => {
    e.target.disabled = true;
    try {
      await tell(`${address}/${what}`, { method: 'POST', body });
      await draw();
    } catch (fault) {
      trouble.textContent = fault.message;
      trouble.hidden = false;
      e.target.disabled = false;
    }
  } }, words);
  if (d.status === 'draft') return box(make('p', {}, say('pull.draft')), trouble, act('ready', say('pull.ready'), 'status', { status: 'open' }));
  return box(make('p', {}, say('pull.clean')), trouble, act('merge', say('pull.merge'), 'merge', {}));
}

const box = (...parts) => make('div', { class: 'done-box merging' }, parts);
