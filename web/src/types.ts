// What the API sends (see /openapi.json).

export interface Bilingual {
  vi: string;
  en: string;
}

export interface Indicator {
  id: string;
  name: Bilingual;
  unit: Bilingual;
  measure: string;
  by: string[];
  windows: string[];
  streams: string[];
  better: "up" | "down" | null;
}

export interface Unit {
  code: string;
  name_vi: string;
  name_en: string;
  level: string;
  parent: string | null;
}

export interface Figure {
  indicator: string;
  window: string;
  group: Record<string, string | number | boolean>;
  start: string | null;
  end: string;
  value: number | string | null;
  numerator?: number;
  denominator?: number;
  count: number;
  status: "provisional" | "final" | "corrected";
  revision: number;
  as_of: string;
  catalog?: string; // hash; with `position`: what it was computed of
  position?: unknown;
}

export interface Stream {
  stream: string;
  newest: string | null;
  reading: boolean; // new events would be seen
  working: boolean | null;
}

export interface Target {
  target: string;
  name: Bilingual;
  indicator: string;
  window: string;
  unit: string | null;
  at_least?: number;
  at_most?: number;
  by: string | null;
  state: "no_data" | "met" | "on_pace" | "behind" | "lagging" | "missed";
  gap: number | null;
  working_days_left: number | null;
}

export interface BoardTile {
  indicator: string;
  window: string;
  unit: string | null;
  target: string | null;
  name: Bilingual;
}

export interface BoardUnits {
  indicator: string;
  window: string;
  each: string; // a level
  target: string | null;
}

export interface BoardWorst extends BoardUnits {
  count: number;
  better: "up" | "down";
}

export interface BoardMap extends BoardUnits {
  grid: (string | null)[][];
}

export interface BoardPage {
  name: Bilingual;
  tiles?: BoardTile[];
  worst?: BoardWorst;
  map?: BoardMap;
}

export interface Board {
  board: string;
  name: Bilingual;
  unit: string;
  pages: BoardPage[];
}

export interface Alert {
  alert: string;
  unit: string | null;
  state: "pending" | "firing" | "clearing";
  severity: "info" | "warning" | "critical" | null;
  name: Bilingual;
  summary: Bilingual;
  since: string;
  fired: string | null;
  acknowledged: { since: string; office: string; owner_name: string | null } | null;
}

// Of GET /api/v1/session: what a screen is told of its own token.
export interface Session {
  screen?: { token: string; good: boolean };
}

export interface Conclusion {
  conclusion: string;
  task: string;
  owner: string;
  due: string; // local day
  state: "open" | "done" | "withdrawn";
  late: boolean;
  working_days_late: number | null;
  working_days_left: number | null;
}

export interface Session {
  account: string | null;
  grants: { role: string }[];
}

export interface Frame {
  revision: number;
  as_of: string | null;
  server_time: string;
  complete?: boolean;
  figures?: Figure[];
}

export interface List<T> {
  items: T[];
  next: string | null;
}
