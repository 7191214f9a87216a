// Where one is in the hub, and the addresses of places. Pure but for here.

export const kinds = ['model', 'dataset', 'space'];
const sections = { model: 'models', dataset: 'datasets', space: 'apps' };
const first = { datasets: 'dataset', spaces: 'space' };

// here reads the address of the page. The server says when nothing is there.
export function here() {
  const told = document.documentElement.dataset;
  const place = told.status === '404' ? { page: 'missing' } : read(location.pathname);
  return { ...place, section: sections[place.kind] ?? '' };
}

// read reads the path of an address. Parts of it are decoded one by one, since
// a revision such as refs%2Fpr%2F1 is one.
export function read(path) {
  const parts = path.split('/').slice(1).map(decode).filter((p, i, all) => p || i < all.length - 1);
  if (parts.length === 1 && ['models', 'datasets', 'spaces'].includes(parts[0])) return { page: 'list', kind: first[parts[0]] ?? 'model' };
  if (parts[0] === 'new') return { page: 'new' };
  if (parts[0] === 'settings') return { page: 'settings', tab: parts[1] ?? 'tokens' };
  if (parts[0] === 'collections') return parts.length > 2 ? { page: 'collection', slug: parts.slice(1).join('/') } : { page: 'collections', tab: parts[1] ?? '' };
  if (parts.length === 1) return { page: 'owner', owner: parts[0] };
  const kind = first[parts[0]] ?? 'model';
  const [owner, name, tab = 'card', rev = 'main', ...rest] = kind === 'model' ? parts : parts.slice(1);
  return { page: 'repository', kind, name: `${owner}/${name}`, owner, tab, rev, path: rest.join('/') };
}

function decode(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

const write = (path) => path.split('/').map(encodeURIComponent).join('/');

// prefix is what the address of a repository's page begins with.
export const prefix = (kind) => (kind === 'model' ? '/' : `/${kind}s/`);
export const home = (repo) => prefix(repo.kind) + repo.name;
export const listOf = (kind) => `/${kind}s`;

// at is the address of something in a repository: tree, blob, commits, commit, resolve or raw.
export const at = (repo, what, rev, path = '') => `${home(repo)}/${what}/${encodeURIComponent(rev)}${path ? `/${write(path)}` : ''}`;

// api is the address of something that the interface says of a repository.
export const api = (repo, ...parts) => `/api/${repo.kind}s/${[repo.name, ...parts.map((p, i) => (i ? write(p) : p))].join('/')}`;
// apiAt is api for what is at a revision.
export const apiAt = (repo, what, rev, path = '') => `/api/${repo.kind}s/${repo.name}/${what}/${encodeURIComponent(rev)}${path ? `/${write(path)}` : ''}`;
