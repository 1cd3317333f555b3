// The language of the screen: Vietnamese, or English with `?lang=en`. Both texts stand side by side
// wherever something is said, so neither can be forgotten.
import type { Bilingual } from "./types";

export type Language = "vi" | "en";

let language: Language = "vi";

export function setLanguage(to: Language): void {
  language = to;
}

export function languageOf(query: string): Language {
  return new URLSearchParams(query).get("lang") === "en" ? "en" : "vi";
}

export function isEnglish(): boolean {
  return language === "en";
}

export function say(vi: string, en: string): string {
  return language === "en" ? en : vi;
}

export function pick(name: Bilingual): string {
  return say(name.vi, name.en);
}

// English says more than one with an s: "1 day", "2 days".
export function counted(count: string, vi: string, en: string): string {
  return say(`${count} ${vi}`, `${count} ${en}${count === "1" ? "" : "s"}`);
}
