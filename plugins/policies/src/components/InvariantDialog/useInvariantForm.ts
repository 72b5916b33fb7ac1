import {
  InvariantKind,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { useMemo, useState } from 'react';
import {
  AttributePath,
  attributePaths,
  InvariantScope,
  scopeChoices,
} from './attributePaths';
import { Comparison, comparisonsOf, operandProblem } from './comparisons';
import { nameOfTitle, pathOfInvariant } from './nameOfTitle';
import { Condition, writeInvariant } from './writeInvariant';

/** A row of conditions as it is written, complete or not. */
export interface ConditionRow {
  /** Label of the attribute. */
  attribute: string;
  comparison: string;
  value: string;
  /** Engine type of the entity that the value names. */
  entity: string;
}

/** What is in the fields. */
export interface InvariantFields extends InvariantScope {
  kind: InvariantKind;
  title: string;
  regulations: string[];
  policies: string[];
  join: 'all' | 'any';
  rows: ConditionRow[];
  raw: string;
}

const BLANK: InvariantFields = {
  kind: 'never',
  title: '',
  regulations: [],
  policies: [],
  subjectType: '',
  actions: [],
  resourceType: '',
  join: 'all',
  rows: [],
  raw: '',
};

/** The fields of a new invariant, and the file that they make. */
export function useInvariantForm(
  vocabulary: RequestVocabulary | undefined,
  taken: string[],
) {
  const [fields, setFields] = useState(BLANK);
  const paths = useMemo(
    () => attributePaths(vocabulary, fields),
    [vocabulary, fields],
  );
  const conditions = fields.rows.flatMap(row => conditionOf(row, paths) ?? []);
  const path = pathOfInvariant(nameOfTitle(fields.title, taken));
  return {
    fields,
    change: (next: Partial<InvariantFields>) =>
      setFields(old => ({ ...old, ...next })),
    paths,
    isAmbiguous: isAmbiguous(vocabulary, fields),
    path,
    content: writeInvariant({ ...fields, conditions }, vocabulary),
    missing: whatIsMissing(fields, conditions),
  };
}

/** Whether attributes are not offered as more than one type of entity may have them. */
function isAmbiguous(
  vocabulary: RequestVocabulary | undefined,
  { subjectType, resourceType, actions }: InvariantScope,
): boolean {
  const choices = scopeChoices(vocabulary, actions);
  return (
    (!subjectType && choices.subjectTypes.length > 1) ||
    (!resourceType && choices.resourceTypes.length > 1)
  );
}

/** Ways to compare an attribute. */
export function comparisonsOfPath(path: AttributePath): Comparison[] {
  return comparisonsOf(path.type, path.guards.length > 0).filter(
    ({ id }) => path.text !== 'principal' || !id.endsWith('subject'),
  );
}

/** A row that can be written; undefined while something of it is missing. */
function conditionOf(
  row: ConditionRow,
  paths: AttributePath[],
): Condition | undefined {
  const path = paths.find(({ label }) => label === row.attribute);
  const comparison =
    path && comparisonsOfPath(path).find(({ id }) => id === row.comparison);
  return path &&
    comparison &&
    !operandProblem(comparison, row.value, row.entity)
    ? { path, comparison, value: row.value, entity: row.entity }
    : undefined;
}

/** What the form still takes, in a sentence; undefined where it is complete. */
function whatIsMissing(
  { title, regulations, rows, raw, kind }: InvariantFields,
  conditions: Condition[],
): string | undefined {
  if (!title.trim()) {
    return 'Say what must hold, as a title.';
  }
  if (!regulations.length) {
    return 'Name the regulation that it serves.';
  }
  if (conditions.length < rows.length) {
    return 'Complete every condition, or remove it.';
  }
  return kind === 'at most' && !conditions.length && !raw.trim()
    ? 'Add a condition: without one, everything may be allowed.'
    : undefined;
}
