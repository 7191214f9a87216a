// Webhooks of this person that hear of a repository.
import { make } from '../dom.js';
import { say } from '../say.js';
import { tell } from './ask.js';
import { form, sure } from './form.js';
import { badge, field, when } from './piece.js';

const address = '/api/settings/webhooks';
const domains = ['repo', 'discussion'];

export async function hooks(repo) {
  const list = make('ul', { class: 'people hooks' });
  const draw = async () => {
    const own = (await tell(address)).filter((h) => h.watched.some((w) => w.type === repo.kind && w.name === repo.name));
    list.replaceChildren(...own.map((h) => line(h, draw)));
  };
  await draw();
  return make('section', { class: 'sheet-of', id: 'hooks' }, make('h2', {}, say('hooks.title')), make('p', { class: 'soft' }, say('hooks.what')), list, adding(repo, draw));
}

function line(h, draw) {
  const told = make('div', { class: 'told' });
  const turn = make('button', { type: 'button', class: 'small', onclick: async () => { await tell(`${address}/${h.id}/${h.disabled ? 'enable' : 'disable'}`, { method: 'POST' }); await draw(); } }, say(h.disabled ? 'hooks.on' : 'hooks.off'));
  const remove = sure(make('button', { type: 'button', class: 'small' }, say('hooks.remove')), say('really'), async () => { await tell(`${address}/${h.id}`, { method: 'DELETE' }); await draw(); });
  return make('li', {}, make('code', { translate: 'no' }, h.url), h.disabled && badge(say('hooks.isOff'), 'warm'), h.domains.map((d) => badge(say(`hooks.${d}`), 'small')),
    make('span', { class: 'ends' }, turn, remove), make('details', { ontoggle: (e) => e.target.open && deliveries(h, told) }, make('summary', {}, say('hooks.deliveries')), told));
}

// deliveries shows what an address was told last, and how it answered.
async function deliveries(h, box) {
  const l = await tell(`${address}/${h.id}/deliveries`);
  box.replaceChildren(l.length ? make('ul', {}, l.slice(0, 20).map((d) => make('li', {}, when(d.createdAt), ' ', make('span', { translate: 'no' }, d.event), ' ', badge(say(`delivery.${d.state}`), d.state === 'failed' ? 'bad' : ''), d.answer && make('small', { translate: 'no' }, ` ${d.answer}`), d.error && make('small', { class: 'soft', translate: 'no' }, ` ${d.error}`)))) : make('p', { class: 'soft' }, say('hooks.nothingYet')));
}

function adding(repo, draw) {
  return make('details', {}, make('summary', {}, say('hooks.add')), form({ class: 'small-form' }, say('hooks.add'), async (f) => {
    const q = new FormData(f);
    await tell(address, { method: 'POST', body: { url: q.get('url').trim(), secret: q.get('secret') || null, domains: q.getAll('domain'), watched: [{ type: repo.kind, name: repo.name }] } });
    f.reset();
    await draw();
  }, field('hook-url', say('hooks.url'), make('input', { name: 'url', type: 'url', required: true, maxlength: '2000', autocomplete: 'off' })),
  field('hook-secret', say('hooks.secret'), make('input', { name: 'secret', type: 'password', maxlength: '500', autocomplete: 'off' }), say('hooks.secretHint')),
  make('fieldset', {}, make('legend', {}, say('hooks.of')), domains.map((d) => make('label', { class: 'choice' }, make('input', { type: 'checkbox', name: 'domain', value: d, checked: true }), make('span', {}, say(`hooks.${d}`)))))));
}
