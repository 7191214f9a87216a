// Access tokens: those that there are, and new ones, whose secret is shown once.
import { make } from '../dom.js';
import { say, sayDate } from '../say.js';
import { tell } from './ask.js';
import { choice, form, group, sure } from './form.js';
import { me, native } from './me.js';
import { badge, commands, field, select, when } from './piece.js';

const lives = [30, 90, 365, 0]; // days

export async function show(body) {
  const self = await me();
  const list = make('div', { class: 'listing scroll', tabindex: '0', role: 'region', 'aria-label': say('tokens.title') }), made = make('div', { 'aria-live': 'polite' });
  const draw = async () => {
    const tokens = await tell(`${native}/tokens`);
    list.hidden = !tokens.length;
    list.replaceChildren(make('table', { class: 'tokens' }, make('caption', { class: 'unseen' }, say('tokens.title')), make('thead', {}, make('tr', {}, ['tokenName', 'tokenKind', 'created', 'lastUsed', 'expires', 'revoke'].map((k) => make('th', { scope: 'col' }, k === 'revoke' ? make('span', { class: 'unseen' }, say(k)) : say(k))))),
      make('tbody', {}, tokens.map((t) => line(t, draw)))));
  };
  body.append(make('p', { class: 'soft' }, say('tokens.what')), list, made, creation(self, async (token) => { show1(made, token); await draw(); }));
  await draw();
}

function line(t, draw) {
  const revoke = make('button', { type: 'button', class: 'small' }, say('revoke'));
  sure(revoke, say('reallyRevoke'), async () => { await tell(`${native}/users/${t.user}/tokens/${t.id}`, { method: 'DELETE' }); await draw(); });
  const grants = (t.scope.grants ?? []).map((g) => `${g.owner}${g.repo ? `/${g.repo}` : ''}${g.write ? ` (${say('may.write')})` : ''}`);
  return make('tr', {}, make('th', { scope: 'row' }, make('span', { translate: 'no' }, t.name), ' ', make('code', {}, `…${t.hint}`)), make('td', {}, badge(say(`level.${t.scope.level}`), t.scope.level === 'read' ? '' : 'warm'), grants.length > 0 && make('small', { translate: 'no' }, ` ${grants.join(', ')}`)),
    make('td', { 'data-what': say('created') }, when(t.created)), make('td', { 'data-what': say('lastUsed') }, t.used ? when(t.used) : say('never')), make('td', { 'data-what': say('expires') }, t.expires ? sayDate(t.expires) : say('never')), make('td', {}, revoke));
}

function creation(self, onMade) {
  const grants = make('textarea', { name: 'grants', rows: '3', spellcheck: 'false', placeholder: 'lab/voice write\nlab' });
  const fine = field('grants', say('grants'), grants, say('grantsHint'));
  fine.hidden = true;
  const f = form({ class: 'sheet-of', onchange: () => { fine.hidden = new FormData(f).get('level') !== 'fineGrained'; } }, say('makeToken'), async (f) => {
    const q = new FormData(f), level = q.get('level'), days = Number(q.get('days'));
    const scope = level === 'fineGrained' ? { level, grants: read(q.get('grants')) } : { level };
    await onMade(await tell(`${native}/tokens`, { method: 'POST', body: { name: q.get('name').trim(), scope, seconds: days * 86400 } }));
    f.reset();
    fine.hidden = true;
  }, make('h2', {}, say('newToken')), field('token-name', say('tokenName'), make('input', { name: 'name', required: true, maxlength: '100', autocomplete: 'off' }), say('tokenNameHint')),
  group(say('tokenKind'), ['read', 'write', 'fineGrained'].map((l) => choice('level', l, say(`level.${l}`), say(`level.${l}.what`, self.name), l === 'read'))), fine,
  field('token-life', say('expires'), select(lives.map((d) => [String(d), d ? say('days', d) : say('never')]), '90', { name: 'days' })));
  return f;
}

// read reads grants, one a line: OWNER or OWNER/NAME, and “write” after it.
export function read(text) {
  return text.split('\n').map((l) => l.trim()).filter(Boolean).map((l) => {
    const [name, may = ''] = l.split(/\s+/), [owner, repo] = name.split('/');
    if (!['', 'read', 'write'].includes(may)) throw new Error(say('grantWrong', l));
    return { owner, ...(repo ? { repo } : {}), ...(may === 'write' ? { write: true } : {}) };
  });
}

function show1(box, token) {
  box.replaceChildren(make('div', { class: 'done-box' }, make('p', {}, make('strong', {}, say('tokenMade', token.name)), ' ', say('tokenOnce')), commands(token.secret, say('tokenSecret')),
    make('p', { class: 'soft' }, say('tokenUse')), commands(`export HF_ENDPOINT=${location.origin}\nexport HF_TOKEN=${token.secret}\nhf auth whoami`, say('tokenUse'))));
  box.querySelector('.copy').focus();
}
