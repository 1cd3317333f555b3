// Keeps the pages for citizens that were looked at, and what they are made of, for when there is no
// network. Pages come from the server first, so that an old figure never hides a new one.
export {};

declare const FILES: string[]; // put in by build.mjs: names with a hash of their content
interface Worker extends EventTarget {
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
const worker = self as unknown as Worker;

const kFiles = "public-files";
const kPages = "public-pages";
const kPagesMax = 30;
const kWaitMs = 5_000; // then a slow network is none

worker.addEventListener("install", (event) => {
  (event as Waiting).waitUntil(keepFiles().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  (event as Waiting).waitUntil(forgetOldFiles().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  const { request } = fetching;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname)) {
    fetching.respondWith(kept(request).then((found) => found ?? fetch(request)));
  } else if (url.pathname === "/p" || url.pathname.startsWith("/p/")) {
    fetching.respondWith(page(request, fetching));
  }
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(kFiles);
  await cache.addAll(FILES);
}

async function forgetOldFiles(): Promise<void> {
  const cache = await caches.open(kFiles);
  for (const request of await cache.keys()) {
    if (!FILES.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
}

async function kept(request: Request): Promise<Response | undefined> {
  return (await caches.open(kFiles)).match(request);
}

async function page(request: Request, event: Waiting): Promise<Response> {
  const pages = await caches.open(kPages);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(kWaitMs) });
    if (answer.ok) event.waitUntil(keepPage(pages, request.url, answer.clone()));
    return answer;
  } catch (fault) {
    const found = await pages.match(request.url);
    if (!found) throw fault;
    const headers = new Headers(found.headers);
    headers.set("x-kept", "1");
    return new Response(found.body, { status: 200, headers });
  }
}

// The newest kPagesMax: keys come back in the order they were put in.
async function keepPage(pages: Cache, url: string, answer: Response): Promise<void> {
  await pages.delete(url);
  await pages.put(url, answer);
  const keys = await pages.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - kPagesMax))) await pages.delete(old);
}
