import type {
  DetailedError,
  ValidationAnswer,
  ValidationError,
} from '@cedar-policy/cedar-wasm/nodejs';
import {
  Diagnostic,
  FileRange,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { MAX_EXPRESSION_DEPTH } from '../text/checkNesting';
import { rangeOfOffsets, utf16Offset } from '../text/positions';

/** Past so many no more are placed: each is a walk through its file. Errors come before warnings. */
const MAX_PLACED = 1_000;

/** A statement with the id that Cedar knows it by, and its place. */
export interface PlacedStatement {
  id: string;
  text: string;
  file?: string;
  range?: FileRange;
}

/** Gathers what Cedar says of the files of a set, with places in those files. */
export class CedarDiagnostics {
  private readonly diagnostics: Diagnostic[] = [];

  add(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }

  list(): Diagnostic[] {
    return this.diagnostics;
  }

  hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  /** True when there are more than anybody is told. */
  isFull(): boolean {
    return this.diagnostics.length > MAX_PLACED;
  }

  /** @returns true when the text nests too deep to be given to Cedar. */
  addNesting(file: PolicyFile, offset: number | undefined): boolean {
    if (offset === undefined) {
      return false;
    }
    this.add({
      severity: 'error',
      file: file.path,
      range: rangeOfOffsets(file.content, offset, offset + 1),
      source: 'portal',
      message: `'${file.path}' nests or chains deeper than Cedar can evaluate (limit ${MAX_EXPRESSION_DEPTH})`,
      help: 'Split the policy into several statements, or compare with a set: [..].contains(..).',
    });
    return true;
  }

  /**
   * @param errors - as Cedar gave them
   * @param file - the file they are about
   * @param offset - UTF-16 offset in the file of the text Cedar was given
   * @param text - that text
   */
  addErrors(
    errors: DetailedError[],
    file: PolicyFile,
    offset: number,
    text: string,
    severity: Diagnostic['severity'] = 'error',
  ): void {
    for (const error of errors) {
      const place = error.sourceLocations?.[0];
      const start = offset + (place ? utf16Offset(text, place.start) : 0);
      const end = place ? offset + utf16Offset(text, place.end) : start + 1;
      const wanted = place?.label ? ` (${place.label})` : '';
      this.add({
        severity,
        file: file.path,
        range: rangeOfOffsets(file.content, start, end),
        source: 'cedar',
        message: withoutPolicyId(error.message) + wanted,
        help: error.help ?? undefined,
      });
    }
  }

  addValidation(
    answer: ValidationAnswer,
    statements: PlacedStatement[],
    files: PolicyFile[],
  ): void {
    if (answer.type === 'failure') {
      for (const { message, help } of answer.errors) {
        this.add({
          severity: 'error',
          source: 'cedar',
          message: withoutPolicyId(message),
          help: help ?? undefined,
        });
      }
      return;
    }
    const places = new Map(statements.map(({ id }, index) => [id, index]));
    const placeOf = ({ policyId }: { policyId: string }) =>
      places.get(policyId) ?? -1;
    // Cedar gives them in any order.
    const inOrder = (items: ValidationError[]) =>
      [...items].sort((a, b) => placeOf(a) - placeOf(b));
    const found = [
      ...inOrder(answer.validationErrors).map(item => ({
        item,
        severity: 'error' as const,
      })),
      ...inOrder(answer.validationWarnings).map(item => ({
        item,
        severity: 'warning' as const,
      })),
    ];
    for (const { item, severity } of found) {
      if (this.isFull()) {
        return;
      }
      const statement: PlacedStatement | undefined = statements[placeOf(item)];
      const file = files.find(({ path }) => path === statement?.file);
      if (statement && file) {
        const offset = offsetOf(file.content, statement);
        this.addErrors([item.error], file, offset, statement.text, severity);
      }
    }
  }
}

function offsetOf(content: string, statement: PlacedStatement): number {
  const { startLine, startColumn } = statement.range!;
  let offset = 0;
  for (let line = 1; line < startLine; line++) {
    offset = content.indexOf('\n', offset) + 1;
  }
  return offset + startColumn - 1;
}

/** Cedar names statements by the id we made up; people know them by file and line. */
function withoutPolicyId(message: string): string {
  return message
    .replace(/^for policy `[^`]*`, /, '')
    .replace(/^failed to parse (policy|schema)[^:]*: /, '')
    .replace(/^error parsing schema: /, '');
}
