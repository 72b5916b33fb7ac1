import { z } from 'zod';
import {
  Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  YAMLParseError,
} from 'yaml';
import { Diagnostic, FileRange } from '../files/diagnostics';
import { LIMITS } from '../files/limits';
import { lineNestedTooDeep, pathNestedTooDeep } from './nesting';
import { structureProblem } from './structureProblem';

/** A file that is something else can have an error per character; the first few tell as much. */
const MOST_ERRORS = 20;

/** A parsed YAML file that still knows where each value stands; hostile files give diagnostics. */
export class YamlDocument {
  static parse(
    file: string,
    content: string,
  ): { document?: YamlDocument; diagnostics: Diagnostic[] } {
    if (content.length > LIMITS.yamlLength) {
      return {
        diagnostics: [
          {
            severity: 'error',
            source: 'portal',
            file,
            message: `'${file}' has ${content.length} characters, more than ${LIMITS.yamlLength}`,
            help: 'Split the file; cases can stand in several files below tests/.',
          },
        ],
      };
    }
    const deep = lineNestedTooDeep(content);
    if (deep !== undefined) {
      return { diagnostics: [nestingError(file, lineRange(deep))] };
    }
    const lineCounter = new LineCounter();
    const document = parseDocument(content, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    const yaml = new YamlDocument(file, document, lineCounter);
    const exhausted = document.errors.find(
      error => error.code === 'RESOURCE_EXHAUSTION',
    );
    if (exhausted) {
      return { diagnostics: [nestingError(file, yaml.rangeOf(exhausted.pos))] };
    }
    if (document.errors.length) {
      return {
        diagnostics: document.errors
          .slice(0, MOST_ERRORS)
          .map(error => yaml.syntaxError(error)),
      };
    }
    try {
      const problem = structureProblem(document);
      if (problem) {
        const { range, message, help } = problem;
        return {
          diagnostics: [yaml.error(yaml.rangeOf(range), message, help)],
        };
      }
    } catch {
      return { diagnostics: [nestingError(file, lineRange(1))] };
    }
    return { document: yaml, diagnostics: [] };
  }

  private constructor(
    private readonly file: string,
    private readonly document: Document.Parsed,
    private readonly lineCounter: LineCounter,
  ) {}

  /**
   * Checks the document against a schema.
   *
   * @param schema - zod schema
   * @returns the value, or one error per issue at the line of the value it is about
   */
  validate<T>(schema: z.ZodType<T>): { value?: T; diagnostics: Diagnostic[] } {
    let json: unknown;
    try {
      json = this.document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      return {
        diagnostics: [
          this.error(
            lineRange(1),
            `'${this.file}' cannot be read: ${(error as Error).message}`,
            'Write aliases out.',
          ),
        ],
      };
    }
    const deep = pathNestedTooDeep(json);
    if (deep) {
      return { diagnostics: [nestingError(this.file, this.rangeAt(deep))] };
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) {
      return { value: parsed.data, diagnostics: [] };
    }
    return {
      diagnostics: parsed.error.issues.slice(0, MOST_ERRORS).flatMap(issue => {
        const path = issue.path as Array<string | number>;
        if (issue.code === 'unrecognized_keys') {
          return issue.keys
            .slice(0, MOST_ERRORS)
            .map(key =>
              this.error(
                this.rangeOfKey(path, key),
                `'${[...path, key].join('.')}' is no known key`,
                `Remove '${key}' or fix its spelling.`,
              ),
            );
        }
        return this.error(
          this.rangeAt(path),
          `'${path.join('.') || 'document'}': ${issue.message}`,
          helpFor(issue),
        );
      }),
    };
  }

  private syntaxError(error: YAMLParseError): Diagnostic {
    return error.code === 'MULTIPLE_DOCS'
      ? this.error(
          this.rangeOf(error.pos),
          `'${this.file}' holds more than one YAML document`,
          'Keep one document in the file.',
        )
      : this.error(
          this.rangeOf(error.pos),
          `'${this.file}' is not valid YAML: ${error.message}`,
          'Fix the YAML at this place.',
        );
  }

  private error(range: FileRange, message: string, help: string): Diagnostic {
    return {
      severity: 'error',
      source: 'portal',
      file: this.file,
      range,
      message,
      help,
    };
  }

  /** Range of the value at a path, or of the closest parent that exists. */
  rangeAt(path: Array<string | number>): FileRange {
    for (let length = path.length; length > 0; length--) {
      const node = this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) {
        return this.rangeOf(node.range);
      }
    }
    return lineRange(1);
  }

  private rangeOfKey(path: Array<string | number>, key: string): FileRange {
    const map = path.length
      ? this.document.getIn(path, true)
      : this.document.contents;
    const pair = isMap(map)
      ? map.items.find(item => isScalar(item.key) && item.key.value === key)
      : undefined;
    return isNode(pair?.key) && pair.key.range
      ? this.rangeOf(pair.key.range)
      : this.rangeAt(path);
  }

  private rangeOf([start, end]: [number, number, ...number[]]): FileRange {
    const from = this.lineCounter.linePos(start);
    const to = this.lineCounter.linePos(end);
    return {
      startLine: Math.max(from.line, 1),
      startColumn: Math.max(from.col, 1),
      endLine: Math.max(to.line, 1),
      endColumn: Math.max(to.col, 1),
    };
  }
}

function lineRange(line: number): FileRange {
  return { startLine: line, startColumn: 1, endLine: line, endColumn: 2 };
}

function nestingError(file: string, range: FileRange): Diagnostic {
  return {
    severity: 'error',
    source: 'portal',
    file,
    range,
    message: `'${file}' nests deeper than ${LIMITS.nesting} levels`,
    help: 'Flatten the document.',
  };
}

function helpFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Give a value of type ${issue.expected}.`;
    case 'invalid_value':
      return `Use ${issue.values
        .map(value => `'${String(value)}'`)
        .join(' or ')}.`;
    default:
      return 'Fix this value; the JSON Schema policy-set.schema.json describes the file.';
  }
}
