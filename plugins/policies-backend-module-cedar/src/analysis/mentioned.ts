/** Numbers and texts that policies speak of, as requests give them. */
export interface Mentioned {
  numbers: number[];
  texts: string[];
  /** All of the texts. */
  allTexts: Set<string>;
}

const LITERALS = /"((?:[^"\\]|\\.)*)"|(?<![\w.])-?\d{1,15}(?![\w.])/g;
/** So many of each kind are tried. */
const MOST = 12;

/**
 * Values that tell requests apart: what stands in statements, first in those that not all sides have, and
 * what lies just beside numbers.
 */
export function readMentioned(sides: string[][]): Mentioned {
  const all = [...new Set(sides.flat())];
  const isShared = (text: string) => sides.every(side => side.includes(text));
  const ordered = [
    ...all.filter(text => !isShared(text)),
    ...all.filter(isShared),
  ];
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const [literal, text] of ordered.flatMap(one => [
    ...one.matchAll(LITERALS),
  ])) {
    if (text === undefined) {
      numbers.add(Number(literal));
    } else if (!text.includes('\\')) {
      texts.add(text);
    }
  }
  const near = [...numbers]
    .slice(0, MOST)
    .flatMap(number => [number, number + 1, number - 1]);
  return {
    numbers: [...new Set(near)],
    texts: [...texts].slice(0, MOST),
    allTexts: texts,
  };
}
