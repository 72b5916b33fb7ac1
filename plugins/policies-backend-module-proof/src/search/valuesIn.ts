/** Values that texts compare with, and those next to them. */
export interface ComparedValues {
  numbers: number[];
  strings: string[];
  dates: string[];
}

/** More than this of each kind would be tried by nobody. */
const MOST = 200;
const LONGEST_STRING = 100;
/** Characters that are read in all: texts are hostile input. */
const MOST_TEXT = 2_000_000;

const NUMBER = /(?<!\w)-?\d{1,15}(?:\.\d{1,6})?(?!\w)/g;
const STRING = /"([^"\\\n]{1,100})"|'([^'\\\n]{1,100})'/g;
const DATE =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads them from texts of any language: numbers with both neighbours, strings, dates with both neighbours. */
export function valuesIn(texts: string[]): ComparedValues {
  const numbers = new Set<number>();
  const strings = new Set<string>();
  const dates = new Set<string>();
  let left = MOST_TEXT;
  for (const whole of texts) {
    const text = whole.slice(0, left);
    left -= text.length;
    for (const [, double, single] of text.matchAll(STRING)) {
      const value = double ?? single;
      if (DATE.test(value)) {
        datesAround(value).forEach(date => dates.add(date));
      } else if (value.length <= LONGEST_STRING) {
        strings.add(value);
      }
    }
    for (const [found] of text.matchAll(NUMBER)) {
      const value = Number(found);
      [value - 1, value, value + 1].forEach(number => numbers.add(number));
    }
  }
  return {
    numbers: [...numbers].slice(0, MOST),
    strings: [...strings].slice(0, MOST),
    dates: [...dates].slice(0, MOST),
  };
}

/** A second before and after, in the form of the date itself. */
function datesAround(date: string): string[] {
  const time = Date.parse(date);
  if (Number.isNaN(time)) {
    return [date];
  }
  const isDay = !date.includes('T');
  const step = isDay ? 24 * 60 * 60 * 1_000 : 1_000;
  return [
    date,
    ...[time - step, time + step].map(other => {
      const text = new Date(other).toISOString();
      return isDay ? text.slice(0, 10) : text;
    }),
  ];
}
