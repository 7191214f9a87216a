// Repositories that were deleted and are still kept: a person's own, and those of
// organisations in which it writes. Each can be brought back.
import { make } from '../dom.js';
import { say, sayDate } from '../say.js';
import { tell } from './ask.js';
import { native } from './me.js';
import { badge, when } from './piece.js';
import { home } from './place.js';

export async function show(body) {
  const list = make('div', { class: 'listing scroll', tabindex: '0', role: 'region', 'aria-label': say('deleted.title') });
  const none = make('p', { class: 'soft' }, say('deleted.none')), news = make('div', { 'aria-live': 'polite' });
  const draw = async () => {
    const items = await tell(`${native}/deleted`);
    list.hidden = !items.length;
    none.hidden = items.length > 0;
    list.replaceChildren(make('table', { class: 'tokens deleted' }, make('caption', { class: 'unseen' }, say('deleted.title')), make('thead', {}, make('tr', {}, ['deleted.what', 'deleted.when', 'deleted.until', 'deleted.back'].map((k) => make('th', { scope: 'col' }, k === 'deleted.back' ? make('span', { class: 'unseen' }, say(k)) : say(k))))),
      make('tbody', {}, items.map((i) => line(i, news, draw)))));
  };
  body.append(make('p', { class: 'soft' }, say('deleted.about')), news, list, none);
  await draw();
}

function line(i, news, draw) {
  const trouble = make('p', { class: 'error', role: 'alert', hidden: true });
  const back = make('button', { type: 'button', class: 'small', onclick: async () => {
    back.disabled = true;
    trouble.hidden = true;
    try {
      const r = await tell(`${native}/deleted/${i.id}/restore`, { method: 'POST' });
      news.replaceChildren(make('p', { class: 'done-box' }, make('span', {}, say('deleted.isBack'), ' ', make('a', { href: home({ kind: r.type, name: r.name }), translate: 'no' }, r.name))));
      await draw();
    } catch (e) {
      trouble.textContent = e.message;
      trouble.hidden = false;
      back.disabled = false;
    }
  } }, say('deleted.back'));
  return make('tr', {}, make('th', { scope: 'row' }, make('span', { translate: 'no' }, i.name), ' ', badge(say(`a.${i.type}`))),
    make('td', { 'data-what': say('deleted.when') }, when(i.deleted)), make('td', { 'data-what': say('deleted.until') }, sayDate(i.until)), make('td', {}, back, trouble));
}
