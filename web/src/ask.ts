// A question to the server. Later than this is no answer: questions that hang in a dead network
// hold the few connections that a browser opens to one server, also when the network is back.
import { faultOf, type Fault } from "./freeze";
import { say } from "./lang";
import type { List } from "./types";

const kAnswerMs = 4_000;
// Of an earlier instant the server answers within 8 s, if only how far it is.
const kAsOfAnswerMs = 12_000;
const kAgainMs = 1_000;

export function ask(
  address: string,
  how: RequestInit = {},
  answerMs: number = kAnswerMs,
): Promise<Response> {
  return fetch(address, { ...how, signal: AbortSignal.timeout(answerMs) });
}

// A whole list, page by page.
export async function readList<T>(address: string): Promise<T[]> {
  return pages<T>(address, async (page) => {
    const response = await ask(page);
    if (!response.ok) throw new Error(`${page}: ${response.status}`);
    return response;
  });
}

// Why there is no answer, and why asking again is of no use.
export class NoAnswer extends Error {
  constructor(readonly fault: Fault) {
    super(fault.words);
  }
}

// A whole list of an earlier instant: asks until there is an answer, or a reason that stays.
// `waiting` is told how far it is.
export function readListAsOf<T>(address: string, waiting: (fault: Fault) => void): Promise<T[]> {
  return pages<T>(address, (page) => patiently(page, waiting));
}

async function pages<T>(
  address: string,
  read: (page: string) => Promise<Response>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const joint = address.includes("?") ? "&" : "?";
    const query: string = cursor === "" ? "" : `${joint}cursor=${encodeURIComponent(cursor)}`;
    const response = await read(address + query);
    const page = (await response.json()) as List<T>;
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

async function patiently(address: string, waiting: (fault: Fault) => void): Promise<Response> {
  while (true) {
    try {
      const response = await ask(address, {}, kAsOfAnswerMs);
      if (response.ok) return response;
      const fault = faultOf(
        response.status, await detailOf(response), response.headers.has("Retry-After"),
      );
      if (!fault.waits) throw new NoAnswer(fault);
      waiting(fault);
    } catch (fault) {
      if (fault instanceof NoAnswer) throw fault;
      const words = say(
        "mất kết nối máy chủ, đang kết nối lại", "the server is not reached, trying again",
      );
      waiting({ waits: true, percent: null, words });
    }
    await new Promise((done) => setTimeout(done, kAgainMs));
  }
}

async function detailOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string };
    return problem.detail ?? "";
  } catch {
    return "";
  }
}
