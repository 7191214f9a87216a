// What a person sets: tokens, the password, the organisations it is in, and what it
// deleted.
import { make } from '../dom.js';
import { say } from '../say.js';
import { heading } from './piece.js';

const tabs = { tokens: () => import('./tokens.js'), password: () => import('./password.js'), organizations: () => import('./organizations.js'), deleted: () => import('./deleted.js') };

export async function show(box, { tab }) {
  if (!tabs[tab]) throw new Error(say('noTab', tab));
  const body = make('div', { class: 'tab settings' });
  box.append(heading(say('settingsTitle')), make('nav', { class: 'tabs', 'aria-label': say('settingsTitle') }, Object.keys(tabs).map((t) => make('a', { href: `/settings/${t}`, 'aria-current': t === tab && 'page' }, say(`${t}.title`)))), body);
  await (await tabs[tab]()).show(body);
}
