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
}

export interface Stream {
  stream: string;
  newest: string | null;
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
