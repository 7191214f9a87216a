// A new repository, and what to do next.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { publish } from './empty.js';
import { choice, form, group } from './form.js';
import { atLeast, me } from './me.js';
import { commands, field, heading, select } from './piece.js';
import { home, kinds } from './place.js';

const licences = ['', 'apache-2.0', 'mit', 'bsd-3-clause', 'gpl-3.0', 'lgpl-3.0', 'agpl-3.0', 'mpl-2.0', 'cc0-1.0', 'cc-by-4.0', 'cc-by-sa-4.0', 'cc-by-nc-4.0', 'openrail', 'llama3.1', 'gemma', 'other'];
const sdks = ['gradio', 'streamlit', 'docker', 'static'];

export async function show(box) {
  const self = await me();
  const asked = new URLSearchParams(location.search);
  const kind = kinds.includes(asked.get('type')) ? asked.get('type') : 'model';
  const owners = [self.name, ...self.orgs.filter((m) => atLeast(m.role, 'contributor')).map((m) => m.org)];
  const name = make('input', { name: 'name', required: true, maxlength: '96', pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', title: say('nameRule') });
  const sdk = field('sdk-of', say('sdk'), select(sdks.map((s) => [s, s]), 'gradio', { name: 'sdk' }), say('sdkHint'));
  const kindOf = (f) => new FormData(f).get('kind');
  const f = form({ class: 'sheet-of', onchange: () => { sdk.hidden = kindOf(f) !== 'space'; } }, say('makeIt'), async (f) => {
    const q = new FormData(f), chosen = kindOf(f);
    const made = await tell('/api/repos/create', { method: 'POST', body: {
      type: chosen, organization: q.get('owner'), name: q.get('name').trim(), private: q.get('visibility') === 'private', license: q.get('license'), sdk: chosen === 'space' ? q.get('sdk') : '' } });
    done(box, { kind: chosen, name: made.name });
  }, group(say('kind'), kinds.map((k) => choice('kind', k, say(`a.${k}`), say(`what.${k}`), k === kind))),
  make('div', { class: 'pair' }, field('owner-of', say('owner'), select(owners.map((o) => [o, o]), owners.includes(asked.get('owner')) ? asked.get('owner') : self.name, { name: 'owner' })), make('span', { class: 'slash', 'aria-hidden': 'true' }, '/'), field('name-of', say('repoName'), name)),
  make('small', { id: 'name-rule' }, say('nameRule')), sdk,
  field('license-of', say('licence'), select(licences.map((l) => [l, l || say('noLicence')]), '', { name: 'license' }), say('licenceHint')),
  group(say('visibility'), choice('visibility', 'public', say('public'), say('publicHint'), true), choice('visibility', 'private', say('privateOne'), say('privateHint'))));
  sdk.hidden = kind !== 'space';
  box.append(heading(say('newRepository')), f);
}

function done(box, repo) {
  box.replaceChildren(heading(say('madeIt', repo.name)), make('div', { class: 'sheet-of done' }, make('p', {}, say('nextSteps')), publish(repo.kind, repo.name), make('p', { class: 'soft' }, say('orGit')),
    commands(`git lfs install\ngit clone ${location.origin}${home(repo)}`, 'git'), make('p', { class: 'row' }, make('a', { class: 'button', id: 'to-repository', href: home(repo) }, say('toRepository')))));
  box.querySelector('#to-repository').focus();
}
