// Where one is on the boards: on a board's page, in the list of units behind a figure, or at the
// trend of one unit. Every place is an address that can be passed on. Pure.
//
//   /?board=leaders&page=2                                  a page of the board
//   /?board=leaders&of=dossiers.on_time&window=month&below=49   its units, the worst first
//   /?board=leaders&of=dossiers.on_time&window=month&unit=502   the trend of one of them
//
// `as_of=` freezes any of them. A figure without units has its trend and no list.

export type Place =
  | { kind: "board"; page: number } // from 0
  | { kind: "units"; indicator: string; window: string; below: string; level: string | null }
  | { kind: "trend"; indicator: string; window: string; unit: string | null };

export function placeOf(query: string): Place {
  const given = new URLSearchParams(query);
  const indicator = given.get("of");
  const window = given.get("window");
  if (indicator === null || window === null) return { kind: "board", page: boardPage(query) };
  const below = given.get("below");
  if (below !== null) {
    return { kind: "units", indicator, window, below, level: given.get("level") };
  }
  return { kind: "trend", indicator, window, unit: given.get("unit") };
}

// What stays as it is on the way: the board, its page, the language, the hall, the instant.
const kKept = ["board", "page", "lang", "mm", "m", "seconds", "as_of"];

// The address of a place, coming from `query`.
export function addressOf(place: Place, query: string): string {
  const from = new URLSearchParams(query);
  const to = new URLSearchParams();
  for (const name of kKept) {
    const value = from.get(name);
    if (value !== null) to.set(name, value);
  }
  if (place.kind === "board") {
    if (place.page > 0) to.set("page", String(place.page + 1));
    else to.delete("page");
  } else {
    to.set("of", place.indicator);
    to.set("window", place.window);
    if (place.kind === "units") {
      to.set("below", place.below);
      if (place.level !== null) to.set("level", place.level);
    } else if (place.unit !== null) {
      to.set("unit", place.unit);
    }
  }
  return `/?${to}`;
}

// The same place frozen at an instant, or live again (null).
export function frozenAddress(asOf: string | null, query: string): string {
  const to = new URLSearchParams(query);
  if (asOf === null) to.delete("as_of");
  else to.set("as_of", asOf);
  return `/?${to}`;
}

// Where the page of the board is that one came from: its own place in the address.
export function boardPage(query: string): number {
  const page = Number(new URLSearchParams(query).get("page") ?? 1);
  return Number.isInteger(page) && page > 0 ? page - 1 : 0;
}

// The same address with the page one stands on, so that the way back leads there.
export function withPage(query: string, page: number): string {
  const to = new URLSearchParams(query);
  if (page > 0) to.set("page", String(page + 1));
  else to.delete("page");
  return `?${to}`;
}
