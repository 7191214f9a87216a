// What repositories can be narrowed down by, each with how many there are.
import { make } from '../dom.js';
import { say, sayLanguage, sayNumber } from '../say.js';
import { sayTaskName } from './task.js';

const first = 7; // values that are shown at once

// The classes of sizes of models, as ranges of parameters.
const ranges = {
  '<100M': 'min:1,max:99999999', '100M-1B': 'min:100M,max:999999999', '1B-4B': 'min:1B,max:3999999999', '4B-10B': 'min:4B,max:9999999999', '10B-40B': 'min:10B,max:39999999999', '>40B': 'min:40B',
};

// field is how a facet of a kind is asked for: the key, the value, and whether
// there can be one only.
function field(kind, facet, value) {
  if (facet === 'task' && kind === 'dataset') return ['filter', `task_categories:${value}`];
  if (facet === 'size' && kind === 'dataset') return ['filter', `size_categories:${value}`];
  if (facet === 'size') return ['num_parameters', ranges[value], true];
  if (facet === 'author') return ['author', value, true];
  return [{ task: 'pipeline_tag', library: 'library', license: 'license', language: 'language' }[facet], value];
}

const names = { task: sayTaskName, language: sayLanguage };
const sayValue = (facet, value) => names[facet]?.(value) ?? value;

const has = (q, key, value) => q.getAll(key).includes(value);

function toggle(q, key, value, one) {
  if (has(q, key, value)) q.delete(key, value);
  else if (one) q.set(key, value);
  else q.append(key, value);
}

// drawFacets draws them into box, and keeps what is folded and unfolded.
export function drawFacets(box, kind, facets, q, go) {
  const whole = new Set([...box.querySelectorAll('section.whole')].map((s) => s.dataset.facet));
  const focus = document.activeElement?.closest?.('.facets') ? document.activeElement.dataset.value : undefined;
  box.replaceChildren(...['task', 'library', 'size', 'license', 'language', 'author'].filter((f) => facets[f]?.length).map((f) => group(kind, f, facets[f], q, go, whole.has(f))));
  if (focus) box.querySelector(`[data-value="${CSS.escape(focus)}"]`)?.focus();
}

function group(kind, facet, values, q, go, whole) {
  const section = make('section', { 'data-facet': facet, class: whole && 'whole' });
  const value = ({ value: v, count }) => {
    const [key, asked, one] = field(kind, facet, v);
    return make('button', { type: 'button', class: 'facet', 'aria-pressed': String(has(q, key, asked)), 'data-value': `${facet} ${v}`, onclick: () => go((s) => toggle(s, key, asked, one)) }, make('span', { translate: names[facet] ? undefined : 'no' }, sayValue(facet, v)), make('small', {}, sayNumber(count)));
  };
  const on = values.filter((v) => has(q, ...field(kind, facet, v.value))), ordered = [...on, ...values.filter((v) => !on.includes(v))];
  const draw = () => {
    const all = section.classList.contains('whole') || ordered.length <= first + 1;
    section.replaceChildren(make('h2', {}, say(`facet.${facet}`)), make('div', { class: 'values' }, (all ? ordered : ordered.slice(0, first)).map(value)),
      ...(ordered.length > first + 1 ? [make('button', { type: 'button', class: 'small plain', onclick: () => { section.classList.toggle('whole'); draw(); } }, say(all ? 'less' : 'showAll', ordered.length))] : []));
  };
  draw();
  return section;
}

// chosen are the values that a question has, each with what drops it.
export function chosen(kind, q) {
  const out = [];
  for (const [key, value] of q) {
    if (['search', 'sort', 'cursor', 'direction', 'limit'].includes(key)) continue;
    const range = key === 'num_parameters' && Object.keys(ranges).find((k) => ranges[k] === value);
    const words = range || (key === 'pipeline_tag' ? sayTaskName(value) : key === 'language' ? sayLanguage(value) : value.replace(/^task_categories:(.*)/, (_, t) => sayTaskName(t)).replace(/^size_categories:/, ''));
    out.push({ words, drop: (s) => s.delete(key, value) });
  }
  return out;
}
