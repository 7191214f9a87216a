// How to use a repository from the outside: commands to copy, with the address
// of this server in them.
import { make, recall, remember } from '../dom.js';
import { say } from '../say.js';
import { commands } from './piece.js';
import { home } from './place.js';

// What stands for an input of a type in an example, and what kind of file it is.
const given = { text: '"I love it"', image: 'photo.jpg', audio: 'recording.wav', video: 'clip.mp4', document: 'letter.pdf', table: 'sales.csv' };
const media = { image: 'image/jpeg', audio: 'audio/wav', video: 'video/mp4', document: 'application/pdf' };

// running are the ways to run a model here, if it does.
function running({ name, info }, server) {
  const runs = info.tenon?.runs;
  if (!runs?.engine) return {};
  const asked = `-H "Authorization: Bearer $HF_TOKEN"`, json = '-H "Content-Type: application/json"', takes = runs.takes ?? [];
  if (runs.task === 'text-generation') {
    return { 'tenon chat': `tenon chat ${name} --server ${server}`, API: `curl ${server}/v1/chat/completions ${asked} ${json} \\\n  -d '{"model": "${name}", "messages": [{"role": "user", "content": "Hello"}]}'` };
  }
  const words = takes.map((type, i) => (i === 0 ? (takes.length > 1 && type === 'text' ? 'contract.txt' : given[type]) : type === 'text' ? '"When does it end?"' : given[type]));
  const body = takes.length !== 1 ? '' : takes[0] === 'text' ? `${json} \\\n  -d '{"inputs": "I love it"}'` : media[takes[0]] && `-H "Content-Type: ${media[takes[0]]}" \\\n  --data-binary @${given[takes[0]]}`;
  return { 'tenon run': `tenon run ${[name, ...words].join(' ')} --server ${server}`, ...(body ? { API: `curl ${server}/models/${name} ${asked} ${body}` } : {}) };
}

// ways are the programs by which a repository is run or read, the first one shown.
export function ways(repo, server = location.origin) {
  const { kind, name } = repo;
  const type = kind === 'model' ? '' : ` --repo-type ${kind}`;
  const python = kind === 'model' ? '' : `, repo_type="${kind}"`;
  return {
    ...running(repo, server),
    hf: `export HF_ENDPOINT=${server}\nhf download ${name}${type}`,
    Python: `import os\nos.environ["HF_ENDPOINT"] = "${server}"\n\nfrom huggingface_hub import snapshot_download\nfolder = snapshot_download("${name}"${python})`,
    ...(kind === 'dataset' ? { datasets: `import os\nos.environ["HF_ENDPOINT"] = "${server}"\n\nfrom datasets import load_dataset\ndata = load_dataset("${name}")` } : {}),
    git: `git lfs install\ngit clone ${server}${home({ kind, name })}`,
    ...(kind === 'space' ? {} : { ModelScope: `export MODELSCOPE_ENDPOINT=${server}\nmodelscope download --${kind} ${name}` }),
    'tenon pull': `tenon pull ${name}${kind === 'model' ? '' : ` --type ${kind}`} --server ${server}`,
  };
}

export function use(repo) {
  const all = ways(repo), names = Object.keys(all);
  let chosen = names.includes(recall('way')) ? recall('way') : names[0];
  const shown = make('div', { role: 'tabpanel', id: 'way', tabindex: '-1' });
  const buttons = names.map((n) => make('button', { type: 'button', role: 'tab', 'aria-controls': 'way', class: 'small plain', translate: 'no', onclick: () => { choose(n); remember('way', n); } }, n));
  const choose = (name) => {
    chosen = name;
    buttons.forEach((b, i) => { b.setAttribute('aria-selected', names[i] === chosen); b.tabIndex = names[i] === chosen ? 0 : -1; });
    shown.replaceChildren(commands(all[chosen], say('commandsOf', chosen)));
  };
  const keys = (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const i = (names.indexOf(chosen) + step + names.length) % names.length;
    choose(names[i]);
    buttons[i].focus();
  };
  choose(chosen);
  return make('section', { class: 'use' }, make('h2', {}, say(`use.${repo.kind}`)), make('div', { role: 'tablist', class: 'ways', 'aria-label': say(`use.${repo.kind}`), onkeydown: keys }, buttons), shown,
    repo.info.private && make('p', { class: 'soft' }, say('privateUse'), ' ', make('a', { href: '/settings/tokens' }, say('tokens.title'))));
}
