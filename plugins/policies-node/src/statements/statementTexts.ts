import {
  DeterminingPolicy,
  PolicyFile,
} from '@internal/plugin-policies-common';

/** A statement of a policy, as text. */
export interface StatementText {
  policy: string;
  effect: 'permit' | 'forbid';
  text: string;
  /** What else its file says outside of statements, such as rules that they use. */
  beside: string;
}

/** Texts of the statements whose places the engine tells, in order. */
export function statementTexts(
  statements: DeterminingPolicy[],
  files: PolicyFile[],
): StatementText[] {
  const lines = new Map(
    files.map(({ path, content }) => [path, content.split('\n')]),
  );
  const placed = statements.flatMap(({ policy, effect, file, range }) => {
    const own = file === undefined ? undefined : lines.get(file);
    return own && range
      ? [
          {
            policy,
            effect: effect ?? ('permit' as const),
            file,
            own,
            start: range.startLine,
            end: range.endLine,
          },
        ]
      : [];
  });
  // Once a file: a set may have thousands of statements in one.
  const beside = new Map(
    [...lines].map(([path, own]) => [path, [...own] as Array<string | null>]),
  );
  for (const { file, start, end } of placed) {
    beside.get(file!)!.fill(null, start - 1, end);
  }
  const texts = new Map(
    [...beside].map(([path, left]) => [
      path,
      left.filter(line => line !== null).join('\n'),
    ]),
  );
  return placed.map(({ policy, effect, file, own, start, end }) => ({
    policy,
    effect,
    text: own.slice(start - 1, end).join('\n'),
    beside: texts.get(file!)!,
  }));
}
