// The form that changes a step's model and parameters and runs the graph again.
import { make } from './dom.js';
import { known, taskOf } from './known.js';
import { say, sayChoice, sayDoc, sayLanguage, sayParam } from './say.js';

// edit returns the form of a node; rerun is called with the changed node.
export function edit(node, rerun) {
  const task = taskOf(node.task);
  if (!task) return '';
  return make('form', { class: 'edit', onsubmit: (e) => { e.preventDefault(); rerun(change(node, task, e.target)); } },
    make('h4', {}, say('params')),
    make('div', { class: 'fields' }, labelled('step-model', say('model'), '', models(node)),
      (task.params ?? []).map((p) => labelled(`step-${p.name}`, sayParam(p.name), hint(p), field(p, node.params?.[p.name] ?? p.default)))),
    make('button', { type: 'submit', class: 'primary' }, say('rerun')));
}

function labelled(id, name, doc, input) {
  input.id = id;
  if (doc) input.setAttribute('aria-describedby', `${id}-doc`);
  return make('div', { class: 'field' }, make('label', { for: id }, name), input, doc ? make('small', { id: `${id}-doc` }, doc) : '');
}

function models(node) {
  return make('select', { name: ':model' }, make('option', { value: '' }, say('best')),
    known.models.filter((m) => m.task === node.task).map((m) => make('option', { value: m.model, selected: m.model === node.model, disabled: Boolean(m.missing) },
      m.missing ? `${m.model} (${say('missing')})` : m.model)));
}

const numbers = ['number', 'integer', 'seconds'];

function hint(p) {
  const range = numbers.includes(p.kind) && p.max !== undefined ? ` (${p.min ?? 0} – ${p.max})` : '';
  const doc = p.kind === 'language' ? '' : sayDoc(p.doc); // its list says enough
  return doc + range + (p.kind === 'strings' ? ` (${say('list')})` : '') + (p.required ? ` ${say('required')}` : '');
}

const common = ['en', 'zh', 'es', 'fr', 'de', 'it', 'pt', 'ca', 'ru', 'ja', 'ko', 'ar'];

function field(p, value) {
  const name = p.name;
  if (p.kind === 'choice') {
    return make('select', { name }, p.required || p.default !== undefined ? '' : make('option', { value: '' }, say('automatic')),
      p.choices.map((c) => make('option', { value: c, selected: c === value }, sayChoice(c))));
  }
  if (p.kind === 'language') {
    return make('select', { name }, p.required ? '' : make('option', { value: '' }, say('automatic')),
      [...new Set([...(value ? [value] : []), ...common])].map((c) => make('option', { value: c, selected: c === value }, `${sayLanguage(c)} (${c})`)));
  }
  if (p.kind === 'boolean') return make('input', { type: 'checkbox', name, checked: value === true });
  if (numbers.includes(p.kind)) return make('input', { type: 'number', name, value, min: p.min, max: p.max, step: p.kind === 'integer' ? 1 : 'any', required: p.required });
  return make('input', { name, value: p.kind === 'strings' ? (value ?? []).join(', ') : value, required: p.required, autocomplete: 'off' });
}

// change returns the node with what the form says.
function change(node, task, form) {
  const params = {};
  for (const p of task.params ?? []) {
    const input = form.elements.namedItem(p.name); // “length” is a word of the collection itself
    const words = input.value.trim();
    if (p.kind === 'boolean') params[p.name] = input.checked;
    else if (words === '') continue;
    else if (numbers.includes(p.kind)) params[p.name] = Number(words);
    else if (p.kind === 'strings') params[p.name] = words.split(/[,，、]/).map((s) => s.trim()).filter(Boolean);
    else params[p.name] = words;
  }
  const { model: _, ...rest } = node;
  const model = form.elements[':model'].value;
  return { ...rest, params, ...(model ? { model } : {}) };
}
