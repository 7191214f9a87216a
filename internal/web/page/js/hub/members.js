// Who is in an organisation. Its administrators say so.
import { make } from '../dom.js';
import { user } from '../frame.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { form, sure } from './form.js';
import { atLeast, native } from './me.js';
import { badge, face, field, select } from './piece.js';

const roles = ['read', 'contributor', 'write', 'admin'];

// members is the list, with what an administrator may change.
export function members(org, role) {
  const may = atLeast(role, 'admin'), list = make('ul', { class: 'people' });
  const at = (name) => `${native}/orgs/${encodeURIComponent(org)}/members/${encodeURIComponent(name)}`;
  const draw = async () => {
    const all = await tell(`${native}/orgs/${encodeURIComponent(org)}/members`);
    list.replaceChildren(...all.map((m) => make('li', {}, face(m.user), make('a', { href: `/${m.user}`, translate: 'no' }, m.user), badge(say(`role.${m.role}`)),
      (may || m.user === user) && sure(make('button', { type: 'button', class: 'small plain', 'aria-label': say('takeOut', m.user) }, say(m.user === user ? 'leave' : 'takeOutShort')), say('really'), async () => {
        await tell(at(m.user), { method: 'DELETE' });
        if (m.user === user) location.reload(); else await draw();
      }))));
  };
  draw().catch((e) => list.replaceChildren(make('li', { class: 'error' }, e.message)));
  return make('section', {}, make('h2', {}, say('members')), list, may && make('details', {}, make('summary', {}, say('takeIn')), form({ class: 'small-form' }, say('takeIn'), async (f) => {
    const q = new FormData(f);
    await tell(at(q.get('user').trim()), { method: 'PUT', body: { role: q.get('role') } });
    f.reset();
    await draw();
  }, field('member-name', say('userName'), make('input', { name: 'user', required: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' })), field('member-role', say('role'), select(roles.map((r) => [r, say(`role.${r}`)]), 'write', { name: 'role' })))));
}
