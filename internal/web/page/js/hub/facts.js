// What is known of a repository, as a list of facts.
import { icon, make } from '../dom.js';
import { language, say, sayLanguage, sayNumber } from '../say.js';
import { tell } from './ask.js';
import { when } from './piece.js';
import { apiAt, at, home, listOf } from './place.js';
import { bytes, many, memory, parameters } from './quantity.js';

export function facts(repo) {
  const { kind, info } = repo, known = info.tenon ?? {}, list = make('dl', {});
  const row = (key, ...value) => list.append(make('dt', {}, say(key)), make('dd', {}, value));
  row('downloads', sayNumber(info.downloads));
  row('updated', when(info.lastModified));
  row('created', when(info.createdAt));
  const raw = (words) => make('span', { translate: 'no' }, words);
  if (known.parameters && kind === 'model') row('parameters', raw(parameters(known.parameters)));
  if (info.safetensors) row('numberTypes', raw(Object.keys(info.safetensors.parameters).join(', ')));
  if (known.quantisation) row('quantisation', raw(known.quantisation));
  if (known.architecture) row('architecture', raw(known.architecture));
  if (known.context) row('context', say('tokens', sayNumber(known.context)));
  if (known.formats?.length) row('formats', raw(known.formats.join(', ')));
  if (known.runs) row('runs', ...way(known.runs));
  if (info.sdk) row('sdk', raw(info.sdk));
  row('size', bytes(known.bytes ?? 0), ' · ', make('a', { href: at(repo, 'tree', 'main') }, many('fileCount', known.files ?? 0)));
  if (known.licenses?.length) row('licence', raw(known.licenses.join(', ')));
  if (known.languages?.length) row('tongues', known.languages.slice(0, 8).map(sayLanguage).join(', ') + (known.languages.length > 8 ? ' …' : ''));
  if (info.baseModels?.length) row('base', info.baseModels.map((b, i) => [i ? ', ' : '', make('a', { href: home({ kind: 'model', name: b }), translate: 'no' }, b), ' ', make('a', { class: 'soft', href: `${listOf('model')}?${new URLSearchParams({ base_model: b })}` }, say('derived'))]));
  list.append(...security(repo));
  return make('section', { class: 'facts' }, make('h2', {}, say('facts')), list);
}

// way says how the model is run, or exactly why it is not.
function way(runs) {
  if (!runs.engine) return [say('cannotRun', language() === 'zh' ? runs.missing_zh || runs.missing : runs.missing)];
  if (!runs.file) return [say('runsBuilt')];
  const others = runs.quants?.length > 1 ? ` (:${runs.quants.join(', :')})` : ''; // what may be said after the name
  const blind = language() === 'zh' ? runs.blind_zh || runs.blind : runs.blind;
  return [say('runsWith', runs.base ? `${runs.engine} (${runs.base})` : runs.engine, memory(runs.memory)), ' ', make('span', { class: 'soft', translate: 'no' }, runs.file + others), blind ? make('p', { class: 'soft' }, blind) : ''];
}

// security says what was found in the files, once that has been asked for.
function security(repo) {
  const value = make('dd', {}, '…');
  tell(`${apiAt(repo, 'tree', 'main')}?recursive=true&expand=true`).then((l) => {
    const looked = l.filter((e) => e.type === 'file' && e.securityFileStatus), bad = looked.filter((e) => ['suspicious', 'unsafe'].includes(e.securityFileStatus.status));
    const waiting = looked.filter((e) => e.securityFileStatus.status === 'unscanned').length;
    value.replaceChildren();
    if (bad.length) value.append(make('ul', { class: 'found' }, bad.map((e) => make('li', {}, icon('warn'), make('a', { href: at(repo, 'blob', 'main', e.path), translate: 'no' }, e.path), ` ${say(`scan.${e.securityFileStatus.status}`)}`))));
    if (waiting) value.append(make('span', {}, many('unscanned', waiting)));
    else if (!looked.length) value.textContent = say('scan.unscanned');
    else if (!bad.length) value.append(make('span', { class: 'good' }, icon('shield'), many('nothingFound', looked.length)));
  }, () => { value.textContent = say('scan.unscanned'); });
  return [make('dt', {}, say('security')), value];
}
