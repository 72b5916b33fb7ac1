/** Those of `known` that a text of any language names, as whole words. */
export function namesInText(text: string, known: string[]): string[] {
  return known.filter(name =>
    new RegExp(
      `(?<![\\w.:-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.:-])`,
    ).test(text),
  );
}
