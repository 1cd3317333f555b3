// The few words that the script says by itself. Pure but for the page's language.

const kWords = {
  vi: { offline: "Không có kết nối. Đây là số liệu xem lần cuối; giờ của số liệu ghi bên dưới." },
  en: { offline: "No connection. These are the figures seen last; their time stands below." },
};

export function words(language = document.documentElement.lang): { offline: string } {
  return language === "en" ? kWords.en : kWords.vi;
}

// Of two RFC 3339 instants; what has no time is older than what has.
export function isOlder(time: string, than: string): boolean {
  return (Date.parse(time) || 0) < (Date.parse(than) || 0);
}
