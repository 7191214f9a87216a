// The pages of the hub: the address says which one, and a module shows it.
import { Unreachable } from '../api.js';
import { $, make } from '../dom.js';
import { frame } from '../frame.js';
import { say, teach } from '../say.js';
import { en } from '../words/hub-en.js';
import { zh } from '../words/hub-zh.js';
import { here } from './place.js';

const pages = {
  list: () => import('./list.js'), repository: () => import('./repository.js'), owner: () => import('./owner.js'),
  new: () => import('./new.js'), settings: () => import('./settings.js'), collections: () => import('./collections.js'), collection: () => import('./collection.js'), missing: () => import('./missing.js'),
};

let turn = 0;

// draw shows the page of the address. Of two at once the last one stays.
async function draw() {
  const mine = ++turn, place = here();
  const box = make('div', { class: `page ${place.page}` });
  try {
    await (await pages[place.page]()).show(box, place);
  } catch (e) {
    box.append(make('p', { class: 'error', role: 'alert' }, e instanceof Unreachable ? say('gone') : e.message));
    if (!e.status && !(e instanceof Unreachable)) console.error(e);
  }
  if (mine !== turn) return;
  $('main').replaceChildren(box);
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part) part.scrollIntoView();
}

// A link within the page leads there without the page being made anew, as it
// would be on a way back.
document.addEventListener('click', (e) => {
  const link = e.target.closest('a[href^="#"]');
  if (!link || e.defaultPrevented) return;
  e.preventDefault();
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  history.replaceState(null, '', link.hash);
  part?.scrollIntoView();
  part?.focus({ preventScroll: true });
});

teach({ en, zh });
frame(() => here().section, draw);
addEventListener('popstate', draw);
draw();
