import { codePointOf } from './invisible';
import { findUnseen, Unseen } from './unseen';

/** A part of a text as it is to be shown. */
export interface TextPart {
  text: string;
  /** What a person would not see; absent for what is as it looks. */
  unseen?: Pick<Unseen, 'kind' | 'what'> & {
    /** Code points, for example `U+202E`. */
    escape: string;
  };
}

/** A text in parts: what is as it looks, and what has to be marked. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { index, character, kind, what } of findUnseen(text)) {
    if (index > end) {
      parts.push({ text: text.slice(end, index) });
    }
    const escape = codePointOf(character);
    parts.push({ text: character, unseen: { kind, what, escape } });
    end = index + character.length;
  }
  if (end < text.length || !parts.length) {
    parts.push({ text: text.slice(end) });
  }
  return parts;
}

/**
 * A text of which everything can be seen: `[U+202E]` in place of what is invisible, and behind a letter that
 * looks like another. For where only text can stand.
 */
export function revealText(text: string): string {
  return textParts(text)
    .map(part =>
      part.unseen
        ? `${part.unseen.kind === 'look-alike' ? part.text : ''}[${
            part.unseen.escape
          }]`
        : part.text,
    )
    .join('');
}
