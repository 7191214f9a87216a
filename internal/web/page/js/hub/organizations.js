// The organisations that a person is in, and a new one.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { form } from './form.js';
import { forget, me, native } from './me.js';
import { badge, face, field } from './piece.js';

export async function show(body) {
  const self = await me();
  body.append(make('ul', { class: 'people' }, self.orgs.map((m) => make('li', {}, face(m.org), make('a', { href: `/${m.org}`, translate: 'no' }, m.org), badge(say(`role.${m.role}`))))),
    !self.orgs.length ? make('p', { class: 'soft' }, say('noOrgs')) : '',
    form({ class: 'sheet-of' }, say('makeOrg'), async (f) => {
      const q = new FormData(f);
      const made = await tell(`${native}/orgs`, { method: 'POST', body: { name: q.get('name').trim(), display_name: q.get('title').trim() } });
      forget();
      location.assign(`/${made.name}`);
    }, make('h2', {}, say('newOrg')), field('org-name', say('orgName'), make('input', { name: 'name', required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }), say('orgNameHint')), field('org-title', say('orgTitle'), make('input', { name: 'title', maxlength: '100', autocomplete: 'off' }))));
}
