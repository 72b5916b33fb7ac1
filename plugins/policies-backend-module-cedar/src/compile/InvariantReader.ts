import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Invariant, PolicyFile } from '@internal/plugin-policies-common';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import { rangeOfOffsets } from '../text/positions';
import { StatementText } from '../text/splitStatements';
import { CedarDiagnostics, PlacedStatement } from './CedarDiagnostics';
import { invariantNameOf } from './invariantFiles';
import { readStatement } from './readStatement';

/** Effect in which each kind is written. */
const EFFECTS: Record<Invariant['kind'], PolicyJson['effect']> = {
  never: 'forbid',
  'at most': 'permit',
  'at least': 'permit',
};
const KINDS = Object.keys(EFFECTS)
  .map(kind => `@kind("${kind}")`)
  .join(', ');
const ANNOTATIONS = ['title', 'kind', 'regulation', 'policies'];
/** As long as titles and regulations of policies may be. */
const LONGEST = { title: 120, regulation: 80 };
/** Controls, format characters and what has no meaning that everybody agrees on. */
const UNSEEN = /\p{C}/u;

/** A statement that every revision of a set must keep, with what checks need to know of its scope. */
export interface InvariantStatement extends PlacedStatement {
  invariant: Invariant;
  actionTypes: string[];
}

/** Reads one invariant from the only statement of its file. */
export class InvariantReader {
  private readonly range;
  private failed = false;

  constructor(
    private readonly bundle: PolicyBundle,
    private readonly file: PolicyFile,
    private readonly statement: StatementText,
    private readonly diagnostics: CedarDiagnostics,
  ) {
    this.range = this.rangeOf(0, statement.text.length);
  }

  read(): InvariantStatement[] {
    const { file, statement, range } = this;
    const { text, offset } = statement;
    const parsed = cedar.policyToJson(text);
    if (parsed.type === 'failure') {
      this.diagnostics.addErrors(parsed.errors, file, offset, text);
      return [];
    }
    const annotations = new Map(
      Object.entries<string | null>(parsed.json.annotations ?? {}),
    );
    const title = this.readText('title', annotations);
    const kind = this.readKind(annotations, parsed.json.effect);
    const regulations = this.readRegulations(annotations);
    const policies = this.readPolicies(annotations);
    for (const name of annotations.keys()) {
      if (!ANNOTATIONS.includes(name)) {
        this.say(
          'warning',
          `'@${name}' means nothing in an invariant`,
          `Use ${ANNOTATIONS.map(known => `@${known}`).join(
            ', ',
          )}, or write a comment.`,
          name,
        );
      }
    }
    if (this.failed || !kind) {
      return [];
    }
    const { path } = file;
    return [
      {
        id: `${path}#0`,
        text,
        file: path,
        range,
        actionTypes: readStatement(parsed.json).actionTypes,
        invariant: {
          name: invariantNameOf(path),
          title,
          kind,
          regulations,
          policies,
          file: path,
          range,
          text,
        },
      },
    ];
  }

  private readText(
    name: 'title' | 'regulation',
    annotations: Map<string, string | null>,
  ): string {
    const text = annotations.get(name)?.trim() ?? '';
    if (!text.replace(/[\s;]/g, '')) {
      const example =
        name === 'title' ? 'Nothing leaves a frozen account' : 'FATF R.16';
      this.say(
        'error',
        `'${this.file.path}' has no @${name}`,
        `Write @${name}("${example}") before the statement${
          name === 'regulation' ? '; several are separated by "; "' : ''
        }.`,
        name,
      );
    } else if (UNSEEN.test(text)) {
      this.say(
        'error',
        `the @${name} of '${this.file.path}' has characters that cannot be seen`,
        'Remove them.',
        name,
      );
    }
    return text;
  }

  private readRegulations(annotations: Map<string, string | null>): string[] {
    const regulations = this.readText('regulation', annotations)
      .split(';')
      .map(name => name.trim())
      .filter(Boolean);
    this.checkLengths('regulation', regulations);
    return [...new Set(regulations)];
  }

  private readKind(
    annotations: Map<string, string | null>,
    effect: PolicyJson['effect'],
  ): Invariant['kind'] | undefined {
    this.checkLengths('title', [annotations.get('title') ?? '']);
    const written = annotations.get('kind');
    if (typeof written !== 'string' || !Object.hasOwn(EFFECTS, written)) {
      this.say(
        'error',
        typeof written === 'string'
          ? `'${written}' is no kind of invariant`
          : `'${this.file.path}' has no @kind`,
        `Write ${KINDS}.`,
        'kind',
      );
      return undefined;
    }
    const kind = written as Invariant['kind'];
    if (effect !== EFFECTS[kind]) {
      this.say(
        'error',
        `an invariant of kind "${kind}" is written as '${EFFECTS[kind]}', and this is '${effect}'`,
        kind === 'never'
          ? `Write forbid (…) when { what is never allowed };`
          : `Write permit (…) when { … }; or use @kind("never").`,
        'kind',
      );
    }
    return kind;
  }

  private readPolicies(annotations: Map<string, string | null>): string[] {
    if (!annotations.has('policies')) {
      return [];
    }
    const known = this.bundle.manifest.spec.policies.map(({ name }) => name);
    const named = (annotations.get('policies') ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean);
    for (const name of named.filter(one => !known.includes(one))) {
      this.say(
        'error',
        `@policies names '${name}', which the set does not have`,
        `Use names from 'spec.policies' in policy-set.yaml, separated by commas.`,
        'policies',
      );
    }
    return [...new Set(named)];
  }

  private checkLengths(name: keyof typeof LONGEST, texts: string[]): void {
    if (texts.some(({ length }) => length > LONGEST[name])) {
      this.say(
        'error',
        `the @${name} of '${this.file.path}' is longer than ${LONGEST[name]} characters`,
        'Shorten it.',
        name,
      );
    }
  }

  private say(
    severity: 'error' | 'warning',
    message: string,
    help: string,
    annotation: string,
  ): void {
    this.failed ||= severity === 'error';
    const at = new RegExp(`@\\s*${annotation}\\b`).exec(this.statement.text);
    this.diagnostics.add({
      severity,
      file: this.file.path,
      range: at ? this.rangeOf(at.index, at.index + at[0].length) : this.range,
      source: 'portal',
      message,
      help,
    });
  }

  private rangeOf(start: number, end: number) {
    const { offset } = this.statement;
    return rangeOfOffsets(this.file.content, offset + start, offset + end);
  }
}
