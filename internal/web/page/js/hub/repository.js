// The page of a repository: its head, and one of its tabs.
import { Refusal } from '../api.js';
import { icon, make } from '../dom.js';
import { loginHere, user } from '../frame.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { chips } from './chips.js';
import { atLeast, me, roleOf } from './me.js';
import { badge, copyButton, face } from './piece.js';
import { api, at, home } from './place.js';
import { count, many } from './quantity.js';

const tabs = {
  card: () => import('./card.js'), tree: () => import('./files.js'), blob: () => import('./blob.js'),
  commits: () => import('./history.js'), commit: () => import('./commit.js'), discussions: () => import('./discussions.js'), settings: () => import('./manage.js'),
};
// The names that ModelScope's pages have for the same.
const aliases = { summary: 'card', files: 'tree' };

export async function show(box, place) {
  const tab = aliases[place.tab] ?? place.tab;
  document.title = `${place.name} · Tenon`;
  if (!tabs[tab]) throw new Error(say('noTab', place.tab));
  const [info, self] = await Promise.all([tell(api(place)), me()]);
  const runs = info.tenon?.runs, built = runs?.engine && !runs.file; // it comes with the program, and nobody changes it
  const repo = { ...place, tab, info, role: built ? 'read' : roleOf(self, place.owner, info.creator) };
  const body = make('div', { class: `tab ${tab}` });
  box.append(head(repo), body);
  try {
    await (await tabs[tab]()).show(body, repo);
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    body.append(make('p', { class: 'error', role: 'alert' }, e.message));
  }
}

// head is what stands over the tabs; a model that runs here can be tried from there.
export function head(repo) {
  const { kind, name, info } = repo;
  const [owner, short] = name.split('/');
  return make('header', { class: 'head' },
    make('div', { class: 'name-line' }, icon(kind),
      make('h1', { translate: 'no' }, make('a', { href: `/${owner}`, class: 'owner' }, face(owner), owner), make('span', { class: 'slash', 'aria-hidden': 'true' }, '/'), make('a', { href: home(repo) }, short)),
      copyButton(name, say('nameOf', name)), info.tenon?.runs?.engine && make('a', { class: 'button small primary', id: 'try', href: `/#try=${name}` }, say('tryModel')), like(repo), user && make('a', { class: 'button small', id: 'collect', href: `/collections/new?item=${kind}/${name}` }, icon('plus'), say('collections.collect')),
      info.private && badge(say('private'), '', 'lock'), info.gated && badge(say('gated'), 'warm', 'lock')),
    chips(repo), bar(repo));
}

function bar(repo) {
  const link = (tab, to, sign) => make('a', { href: to, 'aria-current': (repo.tab === tab || tab === 'tree' && repo.tab === 'blob' || tab === 'commits' && repo.tab === 'commit') && 'page' }, icon(sign), say(`tab.${tab}`));
  return make('nav', { class: 'tabs', 'aria-label': say('tabs') }, link('card', home(repo), repo.kind), link('tree', at(repo, 'tree', revision(repo)), 'folder'), link('commits', at(repo, 'commits', revision(repo)), 'clock'), link('discussions', `${home(repo)}/discussions`, 'ask'), atLeast(repo.role, 'write') && link('settings', `${home(repo)}/settings`, 'edit'));
}

// revision is where the tabs lead: a commit's page is about no branch, nor is a discussion's.
const revision = (repo) => (['commit', 'discussions', 'settings'].includes(repo.tab) ? 'main' : repo.rev);

// like is the heart with the number of those who like it.
function like(repo) {
  let liked = false, likes = repo.info.likes;
  const number = make('span', { class: 'likes' });
  const button = make('button', { type: 'button', class: 'small like', onclick: async () => {
    if (!user) { location.assign(loginHere()); return; }
    button.disabled = true;
    try {
      await tell(api(repo, 'like'), { method: liked ? 'DELETE' : 'POST' });
      liked = !liked;
      likes += liked ? 1 : -1;
      draw();
    } finally {
      button.disabled = false;
    }
  } });
  const draw = () => {
    number.textContent = count(likes);
    button.replaceChildren(icon(liked ? 'loved' : 'heart'), say(liked ? 'liked' : 'like'), number);
    button.setAttribute('aria-pressed', liked);
    button.title = many('likesOf', likes);
  };
  draw();
  if (user && likes) {
    tell(api(repo, 'likers')).then((l) => { liked = l.some((e) => e.user === user); draw(); }, () => { /* the heart stays empty */ });
  }
  return button;
}
