/*
 * Characters that are there and cannot be seen, or turn the order of what stands around them. Unicode's own
 * properties say which: controls, format characters, what is ignorable by default, private use, halves of
 * pairs. Some of them are part of honest text and left alone: joiners within emoji and within words of
 * scripts that need them, variation selectors of emoji, and signs of Arabic that are format characters by
 * name and have a shape.
 */

const NAMES: Record<number, string> = {
  0x00: 'NUL',
  0x08: 'backspace',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x34f: 'combining grapheme joiner',
  0x61c: 'Arabic letter mark',
  0x180e: 'Mongolian vowel separator',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'end of isolate',
  0x3000: 'wide space',
  0x3164: 'Hangul filler',
  0xfeff: 'zero width no-break space',
};

/** One invisible character; line breaks and tabs are none. */
const INVISIBLE =
  /(?![\t\n\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const PICTURE = '\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\ufe0f)*';

/** Where invisible characters are honest. */
const HONEST = new RegExp(
  [
    // Pictures that are joined into one, as of a family.
    `${PICTURE}(?:\\u200d${PICTURE})*`,
    // The key of a digit.
    '[0-9#*]\\ufe0f\\u20e3',
    // Letters that join or do not, in scripts in which that is spelling.
    ...[
      'Arabic',
      'Bengali',
      'Devanagari',
      'Gujarati',
      'Gurmukhi',
      'Kannada',
      'Khmer',
      'Malayalam',
      'Mongolian',
      'Oriya',
      'Sinhala',
      'Syriac',
      'Tamil',
      'Telugu',
    ].map(
      script =>
        `[\\u200c\\u200d](?<=\\p{Script=${script}}\\p{M}{0,4}[\\u200c\\u200d])(?=\\p{Script=${script}})`,
    ),
    // The end of a line of Windows.
    '\\r(?=\\n)',
  ].join('|'),
  'gu',
);

/** A character of a text: where it stands, and what it is. */
export interface FoundCharacter {
  index: number;
  character: string;
}

/** The invisible characters of a text that no honest text needs, in order. */
export function findInvisible(text: string): FoundCharacter[] {
  const found = [...text.matchAll(INVISIBLE)];
  if (!found.length) {
    return [];
  }
  const honest = new Set<number>();
  for (const { index, 0: match } of text.matchAll(HONEST)) {
    for (let at = index; at < index + match.length; at++) {
      honest.add(at);
    }
  }
  return found
    .filter(({ index }) => !honest.has(index))
    .map(({ index, 0: character }) => ({ index, character }));
}

/** For example `U+202E`. */
export function codePointOf(character: string): string {
  const code = character.codePointAt(0)!;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** For example `U+202E (right-to-left override)`. */
export function describeCharacter(character: string): string {
  const name = NAMES[character.codePointAt(0)!];
  return name ? `${codePointOf(character)} (${name})` : codePointOf(character);
}
