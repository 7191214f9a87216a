// The card of a repository: README.md, and beside it the facts and how to use it.
import { make } from '../dom.js';
import { markdown } from '../markdown.js';
import { say } from '../say.js';
import { tell, words } from './ask.js';
import { publish } from './empty.js';
import { facts } from './facts.js';
import { gate } from './gate.js';
import { commands, copyButton } from './piece.js';
import { api, at } from './place.js';
import { row } from './row.js';
import { use } from './use.js';

const longest = 1 << 20; // bytes of a card that are shown

export async function show(body, repo) {
  const text = repo.info.siblings?.some((s) => s.rfilename === 'README.md') ? await words(at(repo, 'raw', 'main', 'README.md'), longest) : null;
  const aside = make('aside', { class: 'beside', 'aria-label': say('about') }, use(repo), facts(repo));
  body.append(text?.text?.replace(/^---\n[\s\S]*?\n---\n/, '').trim() ? prose(repo, text.text) : without(repo), aside);
  similar(repo, aside);
  if (repo.info.gated) gate(aside, repo);
}

// prose is the text of a card. What it names is in the repository; its
// pictures come from there, as they are at the main branch.
export function prose(repo, text, folder = '') {
  const within = (to) => new URL(to, `http://h/${folder ? `${folder}/` : ''}`).pathname.slice(1).split('/').map(decode).join('/');
  const box = make('article', { class: 'card prose', translate: 'no' }, markdown(text, 1, {
    link: (to) => (to.startsWith('#') ? `#card-${decode(to.slice(1)).toLowerCase()}` : to.startsWith('/') ? to : at(repo, 'blob', repo.rev, within(to.replace(/[?#].*$/, '')))),
    image: (from) => (from.startsWith('/') ? from : at(repo, 'resolve', repo.rev, within(from.replace(/[?#].*$/, '')))),
  }));
  for (const pre of box.querySelectorAll('pre')) {
    const frame = make('div', { class: 'code' });
    pre.replaceWith(frame);
    frame.append(pre, copyButton(pre.textContent, say('code')));
  }
  return box;
}

function decode(s) {
  try { return decodeURIComponent(s); } catch { return s; }
}

// without is what stands where a card would.
const without = (repo) => make('article', { class: 'card without' }, make('h2', {}, say('noCardTitle')), make('p', {}, say('noCardHelp')),
  commands(`---\nlicense: apache-2.0\n---\n\n# ${repo.name.split('/')[1]}\n`, say('code')), make('p', { class: 'soft' }, say('noCardSend')), publish(repo.kind, repo.name, 'README.md'));

// similar adds what is like this one, when that is known.
async function similar(repo, aside) {
  const list = await tell(`${api(repo, 'similar')}?limit=5`).catch(() => []);
  if (!list.length) return;
  aside.append(make('section', { class: 'like-this' }, make('h2', {}, say(`similar.${repo.kind}`)), make('ul', { class: 'rows' }, list.map((r) => row(repo.kind, r, true)))));
}
