// The frame that all pages share: the places, who one is, light or dark, the language.
import { $, icon, make, remember } from './dom.js';
import { apply, say, toggle } from './say.js';

const places = { assistant: '/', models: '/models', datasets: '/datasets', apps: '/spaces' };

// user is who is logged in; empty is nobody.
export const user = document.documentElement.dataset.user ?? '';

// loginHere is where one logs in to come back here.
export const loginHere = () => `/login?next=${encodeURIComponent(location.pathname + location.search)}`;

// frame makes the top work. here is the place that the page belongs to; speak
// is called when everything is to be said in another language.
export function frame(here, speak) {
  const draw = () => {
    apply();
    $('tongue').textContent = say('other');
    $('places').replaceChildren(...Object.entries(places).map(([name, to]) => make('a', { href: to, 'aria-current': name === here() && 'page' }, say(`place.${name}`))));
    drawAccount();
  };
  $('tongue').addEventListener('click', () => { toggle(); draw(); speak(); });
  $('theme').addEventListener('click', theme);
  draw();
}

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  remember('theme', root.dataset.theme);
}

function drawAccount() {
  if (!user) {
    $('account').replaceChildren(make('a', { class: 'button plain', id: 'log-in', href: loginHere(), 'aria-label': say('logIn'), title: say('logIn') }, icon('person'), make('span', { class: 'wide' }, say('logIn'))));
    return;
  }
  const menu = make('div', { id: 'account-menu', popover: 'auto' },
    make('p', { translate: 'no' }, say('loggedIn', user)),
    make('a', { href: `/${user}` }, icon('person'), say('profile')),
    make('a', { href: '/new' }, icon('plus'), say('newRepository')),
    make('a', { href: `/collections?owner=${user}` }, icon('clip'), say('collections')),
    make('a', { href: '/settings/tokens' }, icon('lock'), say('settings')),
    make('button', { type: 'button', id: 'log-out', onclick: logOut }, icon('close'), say('logOut')));
  const button = make('button', { type: 'button', class: 'plain', id: 'account-button', popovertarget: 'account-menu', 'aria-label': say('accountOf', user), title: say('accountOf', user) },
    icon('person'), make('span', { class: 'wide', translate: 'no' }, user));
  menu.addEventListener('toggle', () => place(menu, button));
  $('account').replaceChildren(button, menu);
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  menu.style.setProperty('top', `${at.bottom + 4}px`);
  menu.style.setProperty('right', `${Math.max(8, document.documentElement.clientWidth - at.right)}px`);
}

async function logOut() {
  await fetch('/logout', { method: 'POST' }).catch(() => {});
  location.assign('/login');
}
