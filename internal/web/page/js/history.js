// The list of runs, in a drawer.
import * as api from './api.js';
import { $, icon, make } from './dom.js';
import { say, sayDate } from './say.js';

const signs = { waiting: 'clock', running: 'busy', done: 'done', canceled: 'stopped', planned: 'clock' };

// showHistory opens the drawer and fills it with the newest runs.
export async function showHistory(current) {
  const list = $('runs');
  if (!list.childElementCount) list.replaceChildren(make('li', { class: 'soft' }, say('loading')));
  $('history').showModal();
  try {
    const runs = await api.runs();
    list.replaceChildren(...(runs.length ? runs.map((r) => line(r, current)) : [make('li', { class: 'soft' }, say('noRuns'))]));
    list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  } catch (e) {
    list.replaceChildren(make('li', { class: 'error', role: 'alert' }, e instanceof api.Unreachable ? say('gone') : e.message));
  }
}

// leave closes the drawer. The focus goes to no button: the key that chose a
// run would press it.
function leave() {
  $('history').close();
  document.querySelector('main').focus();
}

function line(run, current) {
  return make('li', {}, make('a', { href: `#${encodeURIComponent(run.id)}`, 'data-state': run.state, 'aria-current': run.id === current ? 'page' : undefined, onclick: leave },
    make('span', { class: 'sign' }, icon(signs[run.state] ?? 'failed')), make('span', { class: 'name' }, run.text),
    make('small', {}, `${say(run.state)} · ${sayDate(run.created)}`)));
}
