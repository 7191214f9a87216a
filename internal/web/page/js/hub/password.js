// A new password. It ends all sessions: this one too.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { form } from './form.js';
import { me, native } from './me.js';
import { field } from './piece.js';

export async function show(body) {
  const self = await me();
  const input = (name, kind) => make('input', { type: 'password', name, autocomplete: kind, required: name !== 'old', maxlength: '1024' });
  body.append(form({ class: 'sheet-of' }, say('changePassword'), async (f) => {
    const q = new FormData(f);
    if (q.get('new') !== q.get('again')) throw new Error(say('notTheSame'));
    await tell(`${native}/users/${self.name}/password`, { method: 'PUT', body: { old: q.get('old'), new: q.get('new') } });
    body.replaceChildren(make('p', { class: 'done-box', role: 'status' }, say('passwordChanged'), ' ', make('a', { class: 'button small', id: 'in-again', href: '/login?next=/settings/password' }, say('logIn'))));
  }, make('input', { hidden: true, autocomplete: 'username', value: self.name, 'aria-hidden': 'true', readonly: true }),
  field('old-password', say('oldPassword'), input('old', 'current-password'), say('oldPasswordHint')), field('new-password', say('newPassword'), input('new', 'new-password')), field('again-password', say('passwordAgain'), input('again', 'new-password'))));
}
