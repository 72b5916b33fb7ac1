import { Diagnostic, FileRange, PolicyFile } from '../files/diagnostics';
import { mixedScriptsOf, skeletonOf } from './lookAlikes';
import { revealText } from './textParts';
import { findUnseen, Unseen } from './unseen';

const ASCII = /^\p{ASCII}*$/u;
/** What stands in quotes. */
const QUOTED = /"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`/g;
/** Names, with what joins their parts. */
const NAME = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}\p{Cf}_.:@/-]*/gu;
/** Shorter names are taken for words of a language, longer ones are none. */
const NAME_LENGTH = { min: 3, max: 200 };
/** A word in a row of words that are not ASCII is one of a language. */
const AMONG_WORDS = { before: /\P{ASCII} $/u, after: /^ \P{ASCII}/u };
const WORD_AROUND = /[\p{L}\p{M}\p{N}\p{Cf}\p{Co}\p{Cs}_.:@/-]/u;
/** Of a long text this much is shown to each side. */
const AROUND = 30;
/** So many places of a file are told one by one. */
const MAX_PLACES = 1_000;
/** So many names that are not ASCII are compared, and so many of those that look the same. */
const MAX_NAMES = 100_000;
const MAX_ALIKE = 50;
/** Says of a file that there is more in it than is told. */
export const MORE_UNSEEN = 'there are more places like these than can be told';

const REMOVE = 'Remove it, or write it as an escape of the language.';
const HELP =
  'Look at who or what is meant. If it is meant so, write it as an escape of the language, so that it can be seen.';

interface Token {
  text: string;
  file: string;
  content: string;
  /** Place in the content; absent for the path itself. */
  index?: number;
}

/**
 * Warns of what a reviewer does not see in files as it is: invisible characters, words of mixed scripts,
 * words that look Latin and are not, and names that look like another name of the set.
 *
 * @param others - files that a name of `files` may be taken for a name of, such as those before a change
 */
export function checkText(
  files: PolicyFile[],
  others: PolicyFile[] = [],
): Diagnostic[] {
  const suspects = files.filter(
    ({ path, content }) => !ASCII.test(content) || !ASCII.test(path),
  );
  if (!suspects.length) {
    return [];
  }
  const found = new Map<string, Diagnostic>();
  const add = (
    file: string,
    range: FileRange | undefined,
    message: string,
    help = HELP,
  ) => {
    const key = JSON.stringify([file, message]);
    if (!found.has(key)) {
      found.set(key, {
        severity: 'warning',
        source: 'portal',
        file,
        range,
        message,
        help,
      });
    }
  };
  const tooMany = (path: string) =>
    add(path, undefined, MORE_UNSEEN, 'Take them out of the file.');
  for (const { path, content } of suspects) {
    for (const { what } of findUnseen(path)) {
      add(path, undefined, `the path '${revealText(path)}' has ${what}`);
    }
    const places = findUnseen(content, MAX_PLACES);
    const rangeAt = rangesOf(content);
    for (const one of places.slice(0, MAX_PLACES)) {
      if (one.kind !== 'unusual') {
        add(
          path,
          rangeAt(one.index, one.character.length),
          describe(content, one),
          one.kind === 'invisible' ? REMOVE : HELP,
        );
      }
    }
    if (places.length >= MAX_PLACES) {
      tooMany(path);
    }
  }
  for (const [token, like] of findConfusable(
    suspects,
    [...files, ...others],
    tooMany,
  )) {
    add(
      token.file,
      token.index === undefined
        ? undefined
        : rangesOf(token.content)(token.index, token.text.length),
      `'${revealAll(token.text)}' looks like '${revealText(
        like,
      )}', which is another name of the set`,
    );
  }
  return [...found.values()];
}

function describe(content: string, one: Unseen): string {
  const around = wordAround(content, one.index, one.character.length);
  const shown = revealText(around);
  if (one.kind === 'invisible') {
    return `'${shown}' has ${one.what}, which cannot be seen`;
  }
  const scripts = mixedScriptsOf(around);
  return scripts.length
    ? `'${shown}' mixes ${scripts.join(' and ')} letters: ${one.what}`
    : `'${shown}' has ${one.what}`;
}

/** Names and quoted texts with other characters than ASCII, each with one it is easily taken for. */
function findConfusable(
  suspects: PolicyFile[],
  known: PolicyFile[],
  onTooMany: (path: string) => void,
): Array<[Token, string]> {
  const bySkeleton = new Map<string, Map<string, Token>>();
  let count = 0;
  for (const file of suspects) {
    for (const token of tokensOf(file)) {
      if (ASCII.test(token.text)) {
        continue;
      }
      if (count >= MAX_NAMES) {
        onTooMany(file.path);
        break;
      }
      const skeleton = skeletonOf(token.text);
      const alike = bySkeleton.get(skeleton) ?? new Map<string, Token>();
      const key = JSON.stringify([token.file, token.text]);
      if (!alike.has(key) && alike.size < MAX_ALIKE) {
        alike.set(key, token);
        count++;
      }
      bySkeleton.set(skeleton, alike);
    }
  }
  const found = new Map<Token, string>();
  const seen = new Set<string>();
  for (const file of bySkeleton.size ? known : []) {
    for (const { text } of tokensOf(file)) {
      const alike = seen.has(text)
        ? undefined
        : bySkeleton.get(skeletonOf(text));
      seen.add(text);
      for (const token of alike?.values() ?? []) {
        const better = !found.has(token) || ASCII.test(text);
        if (token.text !== text && better && found.size < MAX_PLACES) {
          found.set(token, text);
        }
      }
    }
  }
  return [...found];
}

function* tokensOf({ path: file, content }: PolicyFile): Generator<Token> {
  yield { text: file, file, content };
  for (const match of content.matchAll(QUOTED)) {
    const text = match[1] ?? match[2] ?? match[3];
    if (text && text.length <= NAME_LENGTH.max) {
      yield { text, file, content, index: match.index + 1 };
    }
  }
  for (const { index, 0: name } of content.matchAll(NAME)) {
    const text = name.replace(/[.:@/-]{1,200}$/, '');
    const { length } = text;
    const end = index + length;
    if (
      length >= NAME_LENGTH.min &&
      length <= NAME_LENGTH.max &&
      (ASCII.test(text) ||
        !(
          AMONG_WORDS.before.test(
            content.slice(Math.max(0, index - 2), index),
          ) || AMONG_WORDS.after.test(content.slice(end, end + 2))
        ))
    ) {
      yield { text, file, content, index };
    }
  }
}

/** A name with every character shown that is not ASCII: what it is taken for is the point. */
function revealAll(text: string): string {
  return [...text]
    .map(character =>
      ASCII.test(character)
        ? character
        : `${
            /[\p{L}\p{P}\p{S}]/u.test(character) ? character : ''
          }[U+${character
            .codePointAt(0)!
            .toString(16)
            .toUpperCase()
            .padStart(4, '0')}]`,
    )
    .join('');
}

function wordAround(content: string, index: number, length: number): string {
  let start = index;
  while (
    start > 0 &&
    index - start < AROUND &&
    WORD_AROUND.test(content[start - 1])
  ) {
    start--;
  }
  let end = index + length;
  while (
    end < content.length &&
    end - index < AROUND &&
    WORD_AROUND.test(content[end])
  ) {
    end++;
  }
  return (
    content.slice(start, end).trim() || content.slice(index, index + length)
  );
}

/** Tells lines and columns of places in a text. */
function rangesOf(content: string) {
  let starts: number[] | undefined;
  return (index: number, length: number): FileRange => {
    starts ??= [
      0,
      ...[...content.matchAll(/\n/g)].map(newline => newline.index + 1),
    ];
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const startColumn = index - starts[low] + 1;
    return {
      startLine: low + 1,
      startColumn,
      endLine: low + 1,
      endColumn: startColumn + length,
    };
  };
}
