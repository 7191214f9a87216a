// What who writes to a repository sets about it: who sees it, who has its files,
// its name, who hears of it, and its end.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { choice, form, group } from './form.js';
import { hooks } from './hooks.js';
import { atLeast, me } from './me.js';
import { field, select } from './piece.js';
import { api, home } from './place.js';
import { requests } from './requests.js';

export async function show(body, repo) {
  document.title = `${say('tab.settings')} · ${repo.name} · Tenon`;
  if (!atLeast(repo.role, 'write')) {
    body.append(make('p', { class: 'soft' }, say('manage.notYours')));
    return;
  }
  body.append(access(repo), repo.info.gated ? await requests(repo) : '', rename(repo, await me()), await hooks(repo), end(repo));
}

const gates = ['', 'auto', 'manual'];

function access(repo) {
  const { info } = repo;
  return form({ class: 'sheet-of', id: 'access' }, say('save'), async (f) => {
    const q = new FormData(f);
    await tell(api(repo, 'settings'), { method: 'PUT', body: { private: q.get('visibility') === 'private', gated: q.get('gate') || false } });
    location.reload();
  }, group(say('visibility'), choice('visibility', 'public', say('public'), say('publicHint'), !info.private), choice('visibility', 'private', say('privateOne'), say('privateHint'), info.private)),
  group(say('manage.gate'), gates.map((g) => choice('gate', g, say(`manage.gate.${g || 'none'}`), say(`manage.gate.${g || 'none'}.what`), (info.gated || '') === g))));
}

function rename(repo, self) {
  const [owner, name] = repo.name.split('/');
  const owners = [...new Set([owner, self.name, ...self.orgs.filter((m) => atLeast(m.role, 'contributor')).map((m) => m.org)])];
  const input = make('input', { name: 'name', required: true, maxlength: '96', pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', value: name, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', title: say('nameRule') });
  return form({ class: 'sheet-of', id: 'rename' }, say('manage.rename'), async (f) => {
    const q = new FormData(f), to = `${q.get('owner')}/${q.get('name').trim()}`;
    await tell('/api/repos/move', { method: 'POST', body: { type: repo.kind, fromRepo: repo.name, toRepo: to } });
    location.assign(`${home({ kind: repo.kind, name: to })}/settings`);
  }, make('h2', {}, say('manage.name')), make('p', { class: 'soft' }, say('manage.nameHint')),
  make('div', { class: 'pair' }, field('new-owner', say('owner'), select(owners.map((o) => [o, o]), owner, { name: 'owner' })), make('span', { class: 'slash', 'aria-hidden': 'true' }, '/'), field('new-name', say('repoName'), input)));
}

// end deletes the repository, once its name was typed.
function end(repo) {
  const typed = make('input', { name: 'typed', required: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', oninput: () => typed.setCustomValidity(typed.value.trim() === repo.name ? '' : say('manage.typeName', repo.name)) });
  typed.setCustomValidity(say('manage.typeName', repo.name));
  const f = form({ class: 'sheet-of danger', id: 'end' }, say('manage.delete'), async () => {
    const [owner, name] = repo.name.split('/');
    await tell('/api/repos/delete', { method: 'DELETE', body: { type: repo.kind, organization: owner, name } });
    location.assign(`/${owner}`);
  }, make('h2', {}, say('manage.end')), make('p', {}, say('manage.endHint')), field('typed-name', say('manage.typeName', repo.name), typed));
  f.querySelector('button[type="submit"]').className = 'bad';
  return f;
}
