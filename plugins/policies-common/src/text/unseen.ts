import {
  codePointOf,
  describeCharacter,
  findInvisible,
  FoundCharacter,
} from './invisible';
import {
  drawnLike,
  isStrange,
  looksLatin,
  mixedScriptsOf,
  scriptOf,
  wideOf,
} from './lookAlikes';

/** Something in a text that a person who looks at it does not see as it is. */
export interface Unseen extends FoundCharacter {
  /**
   * `invisible`: it has no shape, or turns the order of what is around it; `look-alike`: a letter that is
   * drawn like another; `unusual`: a space that is none, or an accent that stands apart.
   */
  kind: 'invisible' | 'look-alike' | 'unusual';
  /** What it is, in words. */
  what: string;
}

/** Text that only has what a keyboard of ASCII has is as it looks. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const UNUSUAL_SPACE = /[^\P{Zs} ]/gu;
const LETTERS_WITH_MARKS = /\P{M}\p{M}{1,20}/gu;
/** Invisible characters do not end a word. */
const WORD = /[\p{L}\p{M}\p{N}_\p{Cf}]+/gu;
/** Words in a row, as between two quotes. */
const PHRASE = /[\p{L}\p{M}\p{N}_\p{Cf}\p{Zs}\p{Pd}'’]+/gu;

/** A longer line is looked at in pieces that overlap, so that no word falls between two. */
const PIECE = { length: 4_000, overlap: 250 };

/**
 * What a person does not see in a text as it is, by place.
 *
 * @param limit - it may stop after so many
 */
export function findUnseen(text: string, limit: number = Infinity): Unseen[] {
  if (PLAIN.test(text)) {
    return [];
  }
  const found = new Map<number, Unseen>();
  let line = 0;
  let end = 0;
  while (end < text.length && found.size < limit) {
    const start = Math.max(end - PIECE.overlap, line);
    const newline = text.indexOf('\n', end);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    end = Math.min(lineEnd, end + PIECE.length);
    if (end === lineEnd) {
      line = end;
    }
    for (const one of findInPiece(text.slice(start, end))) {
      const index = start + one.index;
      if (!found.has(index)) {
        found.set(index, { ...one, index });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

function findInPiece(text: string): Unseen[] {
  if (PLAIN.test(text)) {
    return [];
  }
  const found = new Map<number, Unseen>();
  for (const one of findInvisible(text)) {
    found.set(one.index, {
      ...one,
      kind: 'invisible',
      what: describeCharacter(one.character),
    });
  }
  for (const { index, 0: character } of text.matchAll(UNUSUAL_SPACE)) {
    found.set(index, {
      index,
      character,
      kind: 'unusual',
      what: describeCharacter(character),
    });
  }
  for (const { index, 0: cluster } of text.matchAll(LETTERS_WITH_MARKS)) {
    if (cluster.normalize('NFC') !== cluster) {
      const [letter, ...marks] = cluster;
      let at = index + letter.length;
      for (const character of marks) {
        if (!found.has(at)) {
          found.set(at, {
            index: at,
            character,
            kind: 'unusual',
            what: `${codePointOf(character)}, an accent apart from its letter`,
          });
        }
        at += character.length;
      }
    }
  }
  for (const one of findLookAlikes(text)) {
    found.set(one.index, one);
  }
  return [...found.values()];
}

/** Letters that are drawn like others, where that can deceive. */
function findLookAlikes(text: string): Unseen[] {
  const found: Unseen[] = [];
  const add = (
    start: number,
    word: string,
    deceives: (c: string) => boolean,
  ) => {
    let index = start;
    for (const character of word) {
      if (deceives(character)) {
        found.push({
          index,
          character,
          kind: 'look-alike',
          what: whatOf(character),
        });
      }
      index += character.length;
    }
  };
  for (const { index, 0: word } of text.matchAll(WORD)) {
    const mixed = mixedScriptsOf(word);
    // Of a word of two scripts the letters that are not Latin are the surprise.
    const surprise = mixed.includes('Latin')
      ? (character: string) =>
          !['Latin', undefined].includes(scriptOf(character))
      : (character: string) => scriptOf(character) !== undefined;
    add(
      index,
      word,
      character =>
        isStrange(character) || (mixed.length > 0 && surprise(character)),
    );
  }
  add(0, text, character => wideOf(character) !== undefined);
  for (const { index, 0: phrase } of text.matchAll(PHRASE)) {
    const words = [...phrase.matchAll(WORD)];
    const alike = words.filter(([word]) => looksLatin(word));
    if (
      !alike.length ||
      words.reduce((sum, [{ length }]) => sum + length, 0) < 2
    ) {
      continue;
    }
    // Beside a word that can only be of its script it is a word of that language.
    const honest = new Set(
      words
        .filter(([word]) => !looksLatin(word) && !mixedScriptsOf(word).length)
        .flatMap(([word]) => [...word].map(scriptOf)),
    );
    for (const { index: at, 0: word } of alike) {
      add(index + at, word, character => {
        const script = scriptOf(character);
        return script !== undefined && !honest.has(script);
      });
    }
  }
  return found;
}

function whatOf(character: string): string {
  const script = scriptOf(character);
  const like = drawnLike(character);
  const letter =
    script && script !== 'Latin' && script !== 'Other'
      ? `${codePointOf(character)}, a ${script} letter`
      : codePointOf(character);
  return like ? `${letter} that looks like '${like}'` : letter;
}
