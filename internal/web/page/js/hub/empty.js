// What to do where there is nothing yet.
import { make } from '../dom.js';
import { user } from '../frame.js';
import { say } from '../say.js';
import { commands } from './piece.js';

// publish shows how files get into a repository of this server.
export function publish(kind, name = `${user || 'OWNER'}/NAME`, what = './folder', server = location.origin) {
  const type = kind === 'model' ? '' : ` --repo-type ${kind}`;
  return make('div', { class: 'publish' },
    commands(`pip install -U huggingface_hub\nexport HF_ENDPOINT=${server}\nexport HF_TOKEN=hf_tenon_…\nhf upload ${name} ${what}${type}`, 'hf upload'),
    make('p', { class: 'soft' }, say('orTenon')),
    commands(`tenon push ${name} ${what}${kind === 'model' ? '' : ` --type ${kind}`} --server ${server}`, 'tenon push'),
    make('p', { class: 'soft' }, say('needToken'), ' ', make('a', { href: '/settings/tokens' }, say('tokens.title'))));
}
