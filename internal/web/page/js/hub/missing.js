// Nothing is at the address, or nothing that this person may see.
import { make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { heading } from './piece.js';

export function show(box) {
  box.append(heading(say('missingTitle')), make('p', { class: 'soft' }, say(user ? 'missingUser' : 'missingNobody')),
    make('p', { class: 'row' }, !user && make('a', { class: 'button', href: loginHere() }, say('logIn')), make('a', { class: 'button', href: '/models' }, say('toModels'))));
}
