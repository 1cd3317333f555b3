// Letters that can be read from the far end of the hall. Pure.
//
// Digits must fill 16 minutes of arc at the longest distance (NUREG-0700), and are 0.70 of the font
// size high. `?mm=3630&m=8` tells the picture's width in millimetres and the distance in metres;
// without them a wall of three 55-inch screens side by side is assumed, read from 8 m. Where the
// letters need more room, fewer figures stand on a page. Only on a picture narrower than a seventh
// of the distance, which would not hold a line of words, they are smaller than that.

const kDigitShare = 0.698;
const kArc = (16 / 60) * (Math.PI / 180);
const kWidthMm = 3630;
const kDistanceM = 8;

export interface Screen {
  minimum: number; // smallest letters, in hundredths of the width
  capacity: number; // figures on one page
  lines: number; // units below each other on one page
  alerts: number; // of which each has two or three lines
  roomy: boolean; // there is room for names in a map and words in the header
}

// Below the header and above the strip, in hundredths of the width of a 16:9 picture, and the
// height of a line in its letters.
const kLinesRoom = 42;
const kLineHeight = 2.4;
const kLineLeast = 4;
const kAlertsMost = 7;
// A 55-inch screen from 8 m. Words do not fit into a line when they are much larger.
const kLettersMost = 4.5;

export function screenOf(query: string): Screen {
  const parameters = new URLSearchParams(query);
  const read = (name: string, fallback: number): number => {
    const value = Number(parameters.get(name) ?? fallback);
    return Number.isFinite(value) && value > 0 ? value : fallback;
  };
  const widthMm = read("mm", kWidthMm);
  const distanceMm = read("m", kDistanceM) * 1000;
  const needed = ((2 * distanceMm * Math.tan(kArc / 2)) / kDigitShare / widthMm) * 100;
  const minimum = Math.min(Math.max(needed, 1.5), kLettersMost);
  const capacity = minimum <= 1.55 ? 7 : minimum <= 2 ? 5 : minimum <= 3 ? 2 : 1;
  const lines = Math.floor(kLinesRoom / Math.max(kLineLeast, minimum * kLineHeight));
  const roomy = minimum <= 2;
  const alerts = roomy ? kAlertsMost : Math.max(1, Math.floor(lines / 2));
  return { minimum, capacity, lines, alerts, roomy };
}
