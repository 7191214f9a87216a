// The card of a model: what it does, how good and how fast it is, its limits.
import * as api from './api.js';
import { $, make } from './dom.js';
import { known, taskOf } from './known.js';
import { markdown } from './markdown.js';
import { language, say, sayTask } from './say.js';

let open; // the model that is shown

// cardButton opens the card of a model; the name of one that is not in the
// catalogue stays a name.
export function cardButton(name) {
  if (!known.models.some((m) => m.model === name)) return make('code', {}, name);
  return make('button', { type: 'button', class: 'name', 'aria-haspopup': 'dialog', title: say('card', name), onclick: () => showCard(name) }, name);
}

// showCard opens the card of a model.
export async function showCard(name) {
  open = null;
  $('card-title').textContent = name;
  $('card-body').replaceChildren(make('p', { class: 'soft' }, say('loading')));
  if (!$('card').open) $('card').showModal();
  $('card').scrollTop = 0;
  try {
    const m = await api.model(name);
    if ($('card-title').textContent !== name) return; // another was opened meanwhile
    open = m;
    drawCard();
  } catch (e) {
    $('card-body').replaceChildren(make('p', { class: 'error', role: 'alert' }, e instanceof api.Unreachable ? say('gone') : e.message));
  }
}

// drawCard draws the open card in the language of the page.
export function drawCard() {
  if (!open) return;
  const m = open, row = (key, ...value) => [make('dt', {}, say(key)), make('dd', {}, value)];
  $('card-body').replaceChildren(...[
    m.title ? make('p', { class: 'lead', lang: 'en' }, m.title) : '',
    m.missing ? make('p', { class: 'error' }, m.missing) : '',
    make('dl', {}, row('task', sayTask(taskOf(m.task), m.task)), row('where', say(m.remote ? 'remote' : 'here')),
      m.quality ? row('quality', meter(m.quality)) : '', m.speed ? row('fast', meter(m.speed)) : '',
      m.languages?.length ? row('tongues', m.languages.map(nameOf).join(' · ')) : '', m.pairs?.length ? row('pairs', m.pairs.join(' · ')) : '', m.licence ? row('licence', make('span', { lang: 'en' }, m.licence)) : ''),
    m.card ? make('div', { class: 'prose', lang: 'en' }, markdown(m.card.replace(/^(---\n[\s\S]*?\n---\n)?\s*# .*\n/, ''), 2)) : make('p', { class: 'soft' }, say('noCard')),
  ].flat().filter(Boolean));
}

function nameOf(code) {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(code);
  } catch {
    return code;
  }
}

function meter(share) {
  const bar = make('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', Math.max(0, Math.min(1, share)));
  return [bar, ' ', say('of1', share.toFixed(2))];
}
