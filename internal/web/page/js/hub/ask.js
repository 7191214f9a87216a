// Asks the hub's interfaces.
import { Refusal, Unreachable } from '../api.js';

// ask asks for JSON. total and next are of lists that come in pages: how many
// there are, and the address of the next page.
export async function ask(path, { method = 'GET', body } = {}) {
  const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const resp = await fetch(path, options).catch(() => { throw new Unreachable(); });
  const said = await resp.json().catch(() => null);
  if (!resp.ok) throw new Refusal(resp.status, said, resp.statusText);
  return { said, next: next(resp), total: Number(resp.headers.get('X-Total-Count') ?? 0) };
}

export const tell = async (path, options) => (await ask(path, options)).said;

// next is where the next page is, as a path of this server.
function next(resp) {
  const link = /<([^>]+)>;\s*rel="next"/.exec(resp.headers.get('Link') ?? '')?.[1];
  if (!link) return '';
  const u = new URL(link, location.href);
  return u.pathname + u.search;
}

// words fetches the beginning of a text, at most limit bytes of it. One with a
// zero byte in it is no text: its words are undefined.
export async function words(path, limit) {
  const resp = await fetch(path, { headers: { Range: `bytes=0-${limit - 1}` } }).catch(() => { throw new Unreachable(); });
  if (resp.status === 416) return { text: '', whole: true }; // an empty file has no bytes at all
  if (!resp.ok) throw new Refusal(resp.status, await resp.json().catch(() => null), resp.statusText);
  const sent = new Uint8Array(await resp.arrayBuffer()), bytes = sent.subarray(0, limit);
  const size = Number(/\/(\d+)$/.exec(resp.headers.get('Content-Range') ?? '')?.[1] ?? sent.length);
  return { text: bytes.includes(0) ? undefined : new TextDecoder().decode(bytes), whole: size <= bytes.length };
}
