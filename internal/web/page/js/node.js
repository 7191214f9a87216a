// The panel of one node: what went in and came out, which model and why, and
// the form that changes it and runs the graph again.
import { make } from './dom.js';
import { say } from './say.js';
import { show } from './value.js';
import { seconds } from './graph.js';

export function panel(node, state, task, models, rerun, close) {
  const rows = [];
  const row = (key, ...value) => rows.push(make('dt', {}, say(key)), make('dd', {}, value));
  row('task', node.task);
  if (state?.model) row('model', state.model);
  if (state?.because) row('because', state.because);
  if (node.why?.length) row('words', node.why.map((w) => `“${w}”`).join(' '));
  if (state?.started) row('took', state.memo ? say('remembered') : seconds(state.millis));
  if (state?.tried?.length) row('tried', make('ul', {}, state.tried.map((t) => make('li', {}, `${t.model}: ${t.error}`))));
  const error = state?.error ? make('p', { class: 'error', role: 'alert' }, state.error) : '';
  const partial = state?.partial ? make('pre', { class: 'text' }, state.partial) : '';
  return make('div', {},
    make('header', {}, make('h3', { tabindex: '-1' }, state?.title ?? node.task), make('button', { type: 'button', class: 'plain', onclick: close, 'aria-label': say('close') }, '✕')),
    error, make('dl', {}, rows), partial,
    values('inputs', state?.in), values('outputs', state?.out),
    edit(node, task, models, rerun));
}

function values(title, ports) {
  const all = Object.entries(ports ?? {}).flatMap(([name, list]) => list.map((v) => [name, v]));
  if (!all.length) return '';
  return make('details', { open: title === 'outputs' }, make('summary', {}, say(title)),
    all.map(([name, v]) => make('div', { class: 'port' }, make('h4', {}, name), show(v))));
}

// edit is a form with the node's model and parameters.
function edit(node, task, models, rerun) {
  if (!task) return '';
  const fields = [make('label', {}, make('span', {}, say('model')), make('select', { name: '' },
    make('option', { value: '' }, say('best')),
    models.filter((m) => m.task === node.task).map((m) => make('option', { value: m.model, selected: m.model === node.model, disabled: Boolean(m.missing) },
      m.missing ? `${m.model} (${say('missing')})` : m.model))))];
  for (const p of task.params ?? []) {
    fields.push(make('label', { title: p.doc }, make('span', {}, p.name), field(p, node.params?.[p.name] ?? p.default)));
  }
  return make('form', { class: 'edit', onsubmit: (e) => { e.preventDefault(); rerun(change(node, task, e.target)); } },
    make('h4', {}, say('params')), fields, make('button', { type: 'submit' }, say('rerun')));
}

function field(p, value) {
  const name = p.name;
  switch (p.kind) {
    case 'choice':
      return make('select', { name }, p.required ? '' : make('option', { value: '' }, '–'), p.choices.map((c) => make('option', { value: c, selected: c === value }, c)));
    case 'boolean':
      return make('input', { type: 'checkbox', name, checked: value === true });
    case 'number': case 'integer': case 'seconds':
      return make('input', { type: 'number', name, value, min: p.min, max: p.max, step: p.kind === 'integer' ? 1 : 'any' });
    case 'strings':
      return make('input', { name, value: (value ?? []).join(', '), required: p.required });
    default:
      return make('input', { name, value, required: p.required });
  }
}

// change returns the node with what the form says.
function change(node, task, form) {
  const params = {};
  for (const p of task.params ?? []) {
    const input = form.elements[p.name];
    if (p.kind === 'boolean') { if (input.checked || node.params?.[p.name] !== undefined) params[p.name] = input.checked; continue; }
    if (input.value.trim() === '') continue;
    if (['number', 'integer', 'seconds'].includes(p.kind)) params[p.name] = Number(input.value);
    else if (p.kind === 'strings') params[p.name] = input.value.split(/[,，、]/).map((s) => s.trim()).filter(Boolean);
    else params[p.name] = input.value.trim();
  }
  const changed = { ...node, params, model: form.querySelector('select[name=""]').value };
  if (!changed.model) delete changed.model;
  return changed;
}
