// What can be done: the tasks and the models that do them.
import * as api from './api.js';
import { cardButton } from './card.js';
import { fill } from './composer.js';
import { $, make } from './dom.js';
import { known, reload } from './known.js';
import { say, sayDoc, sayTask, sayType } from './say.js';

const groups = ['text', 'document', 'audio', 'image', 'video', 'other'];

// groupOf goes by what a task takes, or makes out of words.
function groupOf(task) {
  const main = [...task.out, ...task.in].map((p) => p.type);
  const has = (type) => main.includes(type);
  if (has('video')) return 'video';
  if (has('audio')) return 'audio';
  if (has('document') || has('table') || /document|optical/.test(task.id)) return 'document';
  if (has('image') || has('masks') || has('boxes')) return 'image';
  return has('text') ? 'text' : 'other';
}

// makeGuide makes the guide work.
export function makeGuide() {
  $('find').addEventListener('input', filter);
}

// showGuide opens the guide; what cannot run now is asked anew.
export async function showGuide() {
  $('guide').showModal();
  try {
    if (!known.tasks.length) $('tasks').replaceChildren(make('p', { class: 'soft' }, say('loading')));
    else drawTasks();
    await reload();
    drawTasks();
  } catch (e) {
    $('tasks').replaceChildren(make('p', { class: 'error', role: 'alert' }, e instanceof api.Unreachable ? say('gone') : e.message));
  }
}

// drawTasks draws the guide in the language of the page.
export function drawTasks() {
  const models = Map.groupBy(known.models, (m) => m.task);
  const opened = new Set([...$('tasks').querySelectorAll('details[open]')].map((d) => d.dataset.task));
  const ready = known.models.filter((m) => !m.missing).length;
  $('ready').textContent = say('ready', ready, known.models.length);
  const byGroup = Map.groupBy(known.tasks, groupOf);
  $('tasks').replaceChildren(...groups.filter((g) => byGroup.has(g)).map((g) => make('section', {}, make('h3', {}, say(`group.${g}`)),
    make('div', { class: 'tasks' }, byGroup.get(g).toSorted((a, b) => usable(models.get(b.id)) - usable(models.get(a.id))).map((t) => drawTask(t, models.get(t.id) ?? [], opened.has(t.id)))))),
  make('p', { class: 'soft', id: 'no-task', hidden: true }, say('notFound')));
  filter();
}

const usable = (models = []) => Number(models.some((m) => !m.missing));

function drawTask(task, models, open) {
  const types = (specs) => [...new Set(specs.map((s) => sayType(s.type)))].join(' + ');
  const can = usable(models);
  return make('details', { 'data-task': task.id, class: can ? 'task' : 'task idle', open },
    make('summary', {}, make('span', { class: 'name' }, sayTask(task, task.id)), make('small', {}, `${types(task.in)} → ${types(task.out)}`)),
    make('p', {}, sayDoc(task.doc)),
    models.length ? make('ul', {}, models.map(drawModel)) : make('p', { class: 'soft' }, say('noModel')),
    can ? make('button', { type: 'button', class: 'try', onclick: () => { $('guide').close(); fill(sayTask(task, task.id)); } }, say('tryit')) : '');
}

function drawModel(m) {
  const notes = [...(m.languages ?? []), ...(m.pairs ?? [])];
  return make('li', {}, cardButton(m.model), m.remote ? make('small', { class: 'badge' }, say('remote')) : '', m.missing ? make('small', { class: 'badge' }, say('missing')) : '',
    m.title ? make('div', { lang: 'en' }, m.title) : '', notes.length ? make('small', {}, notes.slice(0, 12).join(' ') + (notes.length > 12 ? ' …' : '')) : '',
    m.missing ? make('div', { class: 'error' }, m.missing) : '');
}

function filter() {
  const words = $('find').value.trim().toLowerCase();
  for (const d of $('tasks').querySelectorAll('details')) d.hidden = words !== '' && !(d.textContent + d.dataset.task).toLowerCase().includes(words);
  for (const s of $('tasks').querySelectorAll('section')) s.hidden = !s.querySelector('details:not([hidden])');
  const none = $('no-task');
  if (none) none.hidden = Boolean($('tasks').querySelector('section:not([hidden])'));
}
