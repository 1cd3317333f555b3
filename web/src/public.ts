// The page for citizens keeps itself new and says when it cannot. Without script it is whole too.
//
// It asks for its own address again and takes over what stands in <main>; the server answers 304
// while nothing has changed. Offline the service worker answers with what was seen last.
import { isOlder, words } from "./public-words";

// An unchanged page is a 304. The death of server or network is told within 15 s: a question comes
// within kAskMs and waits for at most 5 s (public-worker.ts). An answer ends the notice.
const kAskMs = 9_000;
const kAgainMs = 1_000; // after a question without an answer
const kKnockMs = 2_000;
const kWaitMs = 5_500;
const kKept = "x-kept"; // set by the service worker: this is not from the server

const notice = document.getElementById("notice");

function tell(text: string): void {
  // Spoken by screen readers, so only when it says something else than before.
  if (notice && notice.textContent !== text) notice.textContent = text;
}

// Tells whether the server is there, as far as it was asked.
async function ask(): Promise<boolean> {
  if (document.visibilityState === "hidden" || isTyping()) return true;
  try {
    const answer = await fetch(location.href.split("#")[0] ?? "", {
      cache: "no-cache",
      signal: AbortSignal.timeout(kWaitMs),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const kept = answer.headers.get(kKept) !== null;
    if (!kept || !isOlder(asOf(page), asOf(document))) show(page);
    tell(kept ? words().offline : "");
    return !kept;
  } catch {
    tell(words().offline);
    return false;
  }
}

// Any answer will do. Connections that a browser keeps may hang in a network that died, and each is
// given up only when a question on it was: small ones with little patience find a living one soon.
async function knock(): Promise<boolean> {
  try {
    await fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(kKnockMs) });
    return true;
  } catch {
    return false;
  }
}

let isThere = true;

async function goOn(): Promise<void> {
  isThere = (isThere || (await knock())) && (await ask());
  setTimeout(() => void goOn(), isThere ? kAskMs : kAgainMs);
}

function asOf(page: Document): string {
  return page.querySelector(".as-of time")?.getAttribute("datetime") ?? "";
}

// What the reader has opened and where they stand stays.
function show(page: Document): void {
  const now = document.querySelector("main");
  const next = page.querySelector("main");
  if (!now || !next || now.innerHTML === next.innerHTML) return;
  const open = [...now.querySelectorAll("details")].map((details) => details.open);
  const links = [...now.querySelectorAll<HTMLElement>("a, summary, h2")];
  const focused = links.indexOf(document.activeElement as HTMLElement);
  next.querySelectorAll("details").forEach((details, i) => (details.open = open[i] ?? false));
  now.replaceChildren(...next.childNodes);
  if (focused < 0) return;
  const same = now.querySelectorAll<HTMLElement>("a, summary, h2")[focused];
  if (same?.textContent === links[focused]?.textContent) same?.focus({ preventScroll: true });
}

function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}

if ("serviceWorker" in navigator) {
  const registered = navigator.serviceWorker.register("/public-worker.js", { scope: "/p" });
  registered.catch(() => undefined); // without it the page is whole, but not there offline
}
// A page that the service worker kept from before is asked for at once; so is one that comes back.
void goOn();
document.addEventListener("visibilitychange", () => void ask());
addEventListener("online", () => void ask());
addEventListener("offline", () => tell(words().offline));
