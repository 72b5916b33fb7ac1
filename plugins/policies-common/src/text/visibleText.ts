import { z } from 'zod';
import { describeCharacter, findInvisible } from './invisible';
import { revealText } from './textParts';

/** A title or a name: it may be in any script, and all of it can be seen. */
export function visibleText() {
  return z.string().refine(text => findInvisible(text).length === 0, {
    error: ({ input }) => explainInvisible(String(input)),
  });
}

/** Why a text is no title or name; empty where it is one. */
export function explainInvisible(text: string): string {
  const [first] = findInvisible(text);
  return first
    ? `a title or name has no characters that cannot be seen, and '${revealText(
        text,
      ).slice(0, 80)}' has ${describeCharacter(first.character)}; remove it`
    : '';
}
