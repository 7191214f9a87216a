// A repository whose owner gives its files to those who ask for them.
import { Refusal } from '../api.js';
import { icon, make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { form } from './form.js';
import { api, home } from './place.js';

// gate adds to box how to get at the files, for who may not have them yet.
export async function gate(box, repo) {
  try {
    await tell(api(repo, 'auth-check'));
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    box.prepend(panel(repo));
  }
}

function panel(repo) {
  const box = make('section', { class: 'gate' }, make('h2', {}, icon('lock'), say('gate.title')), make('p', {}, say(repo.info.gated === 'auto' ? 'gate.auto' : 'gate.manual')));
  if (!user) box.append(make('p', {}, make('a', { class: 'button', href: loginHere() }, say('logIn'))));
  else {
    box.append(form({}, say('gate.ask'), async (f) => {
      const { status } = await tell(`${home(repo)}/ask-access`, { method: 'POST', body: {} });
      if (status === 'accepted') location.reload();
      else f.replaceWith(make('p', { role: 'status' }, say(`gate.${status}`)));
    }));
  }
  return box;
}
