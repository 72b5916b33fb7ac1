import {
  DeterminingPolicy,
  NotAppliedPolicy,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { ENTRY } from '../compile/entryModule';
import { lineOf } from '../compile/problem';
import { fileOf } from '../compile/readErrors';

/** A step of OPA's trace. */
export interface TraceEvent {
  Op: string;
  QueryID: number;
  ParentID: number;
  Location?: { file?: string; row: number; col: number };
}

const MAX_TRACE = 500;

/*
 * OPA's trace tells where each rule was entered and which expression failed in it. A rule that was entered
 * and failed, in a policy that did not decide, is one that did not apply, unless it failed because it is
 * about another action.
 */

/** Says why, from the trace of one evaluation. */
export function explainRun(options: {
  events: TraceEvent[];
  statements: DeterminingPolicy[];
  determining: string[];
  files: PolicyFile[];
  /** Folder in which they stand. */
  prefix: string;
  input: object;
}) {
  const { events, statements, determining, files, prefix, input } = options;
  const places = new Map(files.map(file => [file.path, file]));
  const pathOf = ({ Location }: TraceEvent) =>
    fileOf(Location?.file, prefix) ?? '';
  const statementAt = (event: TraceEvent) =>
    statements.find(
      ({ file, range }) =>
        file === pathOf(event) &&
        range !== undefined &&
        range.startLine <= event.Location!.row &&
        event.Location!.row <= range.endLine,
    );
  const exited = new Set(
    events
      .filter(({ Op }) => Op === 'Exit')
      .map(statementAt)
      .filter(statement => statement !== undefined),
  );
  const failed = new Map<DeterminingPolicy, string[]>();
  for (const event of events) {
    const statement = event.Op === 'Fail' ? statementAt(event) : undefined;
    if (statement && !exited.has(statement)) {
      const clause = lineOf(places.get(pathOf(event)), event.Location!.row);
      const clauses = failed.get(statement) ?? [];
      failed.set(
        statement,
        clauses.includes(clause) ? clauses : [...clauses, clause],
      );
    }
  }
  return {
    determining: statements.filter(
      statement =>
        determining.includes(statement.policy) && exited.has(statement),
    ),
    notApplied: [...failed]
      .filter(
        ([, clauses]) =>
          !clauses.some(clause => /\binput\.action\.name\b/.test(clause)),
      )
      .map(
        ([statement, clauses]): NotAppliedPolicy => ({
          ...statement,
          failedClauses: clauses.map(text => ({
            text,
            values: valuesRead(text, input),
          })),
        }),
      ),
    trace: traceOf(events, places, pathOf),
  };
}

/** What the request gave to the references of an expression. */
function valuesRead(text: string, input: object) {
  const paths = new Set(
    [...text.matchAll(/\binput((?:\.\w+)+)/g)].map(([, path]) => path.slice(1)),
  );
  return [...paths].flatMap(path => {
    let value: unknown = input;
    for (const part of path.split('.')) {
      value =
        typeof value === 'object' && value !== null
          ? (value as Record<string, unknown>)[part]
          : undefined;
    }
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? []
      : [{ path: path.replace('.properties', ''), value: value ?? null }];
  });
}

function traceOf(
  events: TraceEvent[],
  places: Map<string, PolicyFile>,
  pathOf: (event: TraceEvent) => string,
): string[] {
  const depths = new Map<number, number>();
  const lines: string[] = [];
  for (const event of events) {
    const depth = (depths.get(event.ParentID) ?? -1) + 1;
    depths.set(event.QueryID, depths.get(event.QueryID) ?? depth);
    const file = pathOf(event);
    if (
      places.has(file) &&
      file !== `${ENTRY}.rego` &&
      event.Op !== 'Redo' &&
      event.Op !== 'Index'
    ) {
      const { row } = event.Location!;
      const line = `${'  '.repeat(
        Math.max(0, depths.get(event.QueryID)! - 2),
      )}${event.Op.toLowerCase()} ${file}:${row} ${lineOf(
        places.get(file),
        row,
      )}`;
      // Several steps of OPA stand for one expression of the text.
      if (lines[lines.length - 1] !== line) {
        lines.push(line);
      }
    }
    if (lines.length >= MAX_TRACE) {
      return [...lines, `… and more than ${MAX_TRACE} steps`];
    }
  }
  return lines;
}
