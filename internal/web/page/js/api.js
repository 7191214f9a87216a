// Tenon's own interface, as the page uses it.
const base = '/api/tenon/v1';

// Unreachable says that no server answered.
export class Unreachable extends Error {}

// Refusal is what the server said no with.
export class Refusal extends Error {
  constructor(status, body, text) {
    super(body?.error?.message ?? (typeof body?.error === 'string' ? body.error : `${status} ${text}`.trim()));
    this.status = status;
  }
}

async function call(path, options) {
  const resp = await fetch(base + path, options).catch(() => { throw new Unreachable(); });
  const body = await resp.json().catch(() => null);
  if (!resp.ok) throw new Refusal(resp.status, body, resp.statusText);
  if (body === null) throw new Unreachable();
  return body;
}

const at = (id) => `/runs/${encodeURIComponent(id)}`;

export const run = (id) => call(at(id));
export const runs = () => call('/runs?limit=50');
export const cancel = (id) => call(`${at(id)}/cancel`, { method: 'POST' });
export const tasks = () => call('/tasks');
export const models = () => call('/models');
export const model = (name) => call(`/models/${name.split('/').map(encodeURIComponent).join('/')}`);

// sample fetches one of the files that come with the page.
export async function sample(name) {
  const resp = await fetch(`/samples/${name}`);
  if (!resp.ok) throw new Unreachable();
  return new File([await resp.blob()], name, { type: resp.headers.get('Content-Type') });
}

// ask sends a request with its files. onShare is told the share that is sent;
// abort is a function that it is given to stop with.
export function ask(request, files, onShare, onStart) {
  const form = new FormData();
  form.append('request', JSON.stringify(request));
  for (const f of files) form.append('file', f, f.name);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest(); // fetch does not tell how far an upload is
    xhr.open('POST', base + '/runs');
    xhr.responseType = 'json';
    xhr.upload.onprogress = (e) => e.lengthComputable && onShare(e.loaded / e.total);
    xhr.onload = () => (xhr.status < 300 && xhr.response ? resolve(xhr.response) : reject(new Refusal(xhr.status, xhr.response, xhr.statusText)));
    xhr.onerror = () => reject(new Unreachable());
    xhr.onabort = () => resolve(null);
    onStart(() => xhr.abort());
    xhr.send(form);
  });
}

export const ended = (run) => run.state !== 'waiting' && run.state !== 'running';

// changed is a run, or a node of one, after an event that says what is other:
// null stands for what is gone.
const changed = (old, news) => Object.fromEntries(Object.entries({ ...old, ...news }).filter(([, v]) => v !== null));

function merge(run, { nodes = [], ...head }) {
  const news = new Map(nodes.map((n) => [n.id, n]));
  return { ...changed(run, head), nodes: run.nodes?.map((n) => (news.has(n.id) ? changed(n, news.get(n.id)) : n)) };
}

const patience = 2000; // milliseconds between two tries to reach a lost server

// follow tells of a run whenever it has changed, until it has ended, also when
// the server goes and comes back. It returns what stops it.
export function follow(id, { onRun, onLost, onRefused }) {
  let events, timer, over = false;
  const stop = () => { over = true; clearTimeout(timer); events?.close(); };
  const connect = () => {
    events = new EventSource(`${base}${at(id)}/events?changes`);
    let last;
    const tell = (r) => {
      last = r;
      if (ended(r)) stop();
      onRun(r);
    };
    events.addEventListener('run', (e) => tell(JSON.parse(e.data)));
    events.addEventListener('change', (e) => tell(merge(last, JSON.parse(e.data))));
    events.onerror = () => { events.close(); look(); };
  };
  // look asks why there are no events: a run that is not there, or no server.
  const look = async () => {
    try {
      const r = await run(id);
      if (over) return;
      onRun(r);
      if (ended(r)) stop(); else timer = setTimeout(connect, patience / 4);
    } catch (e) {
      if (over) return;
      if (e instanceof Refusal && e.status < 500) { stop(); onRefused(e); return; }
      onLost();
      timer = setTimeout(look, patience);
    }
  };
  connect();
  return stop;
}

// address is where the bytes of a value are.
export function address(value, download = false) {
  if (!value.digest) {
    return URL.createObjectURL(new Blob([value.text ?? ''], { type: value.media || 'text/plain' }));
  }
  const q = new URLSearchParams({ name: value.name || value.type, media: value.media || '' });
  if (download) q.set('download', '');
  return `${base}/artefacts/${value.digest}?${q}`;
}

// read fetches the words of a value, at most limit bytes of them.
export async function read(value, limit) {
  if (!value.digest) return { text: value.text ?? '', whole: true };
  const resp = await fetch(address(value), { headers: { Range: `bytes=0-${limit - 1}` } });
  if (!resp.ok) throw new Refusal(resp.status, null, resp.statusText);
  const bytes = await resp.arrayBuffer();
  return { text: new TextDecoder().decode(bytes), whole: !value.size || bytes.byteLength >= value.size };
}
