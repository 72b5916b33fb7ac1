const WORD = /[\w.:-]+/g;
const IS_WORD = /^[\w.:-]+$/;

/** Those of `known` that a text of any language names, as whole words. */
export function namesInText(text: string, known: string[]): string[] {
  const words = new Set<string>(text.match(WORD));
  return known.filter(name =>
    IS_WORD.test(name) ? words.has(name) : text.includes(name),
  );
}
