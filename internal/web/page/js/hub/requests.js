// Who has asked for the files of a gated repository, and what became of it: for
// those who decide.
import { make } from '../dom.js';
import { say } from '../say.js';
import { ask, tell } from './ask.js';
import { form } from './form.js';
import { face, field, when } from './piece.js';
import { api } from './place.js';

const standings = ['pending', 'accepted', 'rejected'];

export async function requests(repo) {
  const lists = make('div', { class: 'asks' });
  const draw = async () => {
    const all = await Promise.all(standings.map((s) => ask(api(repo, 'user-access-request', s))));
    lists.replaceChildren(...standings.flatMap((s, i) => (s !== 'pending' && !all[i].said.length ? [] : [those(repo, s, all[i], draw)])));
  };
  await draw();
  return make('section', { class: 'sheet-of', id: 'asks' }, make('h2', {}, say('asks.title')), lists, grant(repo, draw));
}

const decide = (repo, user, status, rejectionReason) => tell(api(repo, 'user-access-request', 'handle'), { method: 'POST', body: { user, status, rejectionReason } });

// those are the requests of one standing, and the rest of them on demand.
function those(repo, standing, { said, next }, draw) {
  const list = make('ul', { class: 'people', id: `asks-${standing}` }, said.map((q) => line(repo, q, standing, draw)));
  const more = make('button', { type: 'button', class: 'small', hidden: !next, onclick: async () => {
    const page = await ask(next);
    list.append(...page.said.map((q) => line(repo, q, standing, draw)));
    next = page.next;
    more.hidden = !next;
  } }, say('moreFiles'));
  return make('div', {}, make('h3', {}, say(`asks.${standing}`)), said.length ? list : make('p', { class: 'soft' }, say('asks.none')), more);
}

function line(repo, q, standing, draw) {
  const { user, email } = q.user, told = Object.entries(q.fields ?? {});
  const trouble = make('span', { class: 'error', role: 'alert' });
  const act = (words, status) => make('button', { type: 'button', class: 'small', 'aria-label': `${words}: ${user}`, onclick: async () => {
    try { await decide(repo, user, status); await draw(); } catch (e) { trouble.textContent = e.message; }
  } }, words);
  return make('li', {}, face(user), make('a', { href: `/${user}`, translate: 'no' }, user), email && make('span', { class: 'soft', translate: 'no' }, email), when(q.timestamp),
    make('span', { class: 'ends' }, standing !== 'accepted' && act(say('asks.accept'), 'accepted')), trouble,
    told.length > 0 && make('dl', { class: 'told', translate: 'no' }, told.map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
    q.rejectionReason && make('p', { class: 'soft', translate: 'no' }, q.rejectionReason), standing !== 'rejected' && refusing(repo, user, draw));
}

// refusing takes a reason, which the person is told.
const refusing = (repo, user, draw) => make('details', {}, make('summary', { 'aria-label': `${say('asks.reject')}: ${user}` }, say('asks.reject')), form({ class: 'small-form' }, say('asks.reject'), async (f) => {
  await decide(repo, user, 'rejected', new FormData(f).get('reason').trim() || undefined);
  await draw();
}, field(`why-${user}`, say('asks.reason'), make('input', { name: 'reason', maxlength: '200', autocomplete: 'off' }), say('asks.reasonHint'))));

const grant = (repo, draw) => make('details', {}, make('summary', {}, say('asks.grant')), form({ class: 'small-form', id: 'grant' }, say('asks.accept'), async (f) => {
  await tell(api(repo, 'user-access-request', 'grant'), { method: 'POST', body: { user: new FormData(f).get('user').trim() } });
  f.reset();
  await draw();
}, field('grant-user', say('userName'), make('input', { name: 'user', required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }))));
