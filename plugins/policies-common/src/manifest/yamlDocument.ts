import { z } from 'zod';
import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import { Diagnostic, FileRange } from '../wire/diagnostics';
import { LIMITS } from '../wire/playground';

/** A parsed YAML file that still knows where each value stands. */
export class YamlDocument {
  static parse(
    file: string,
    content: string,
  ): { document?: YamlDocument; diagnostics: Diagnostic[] } {
    const deep = tooDeep(content);
    if (deep !== undefined) {
      return {
        diagnostics: [
          {
            severity: 'error',
            source: 'portal',
            file,
            range: lineRange(deep),
            message: `'${file}' nests deeper than ${LIMITS.nesting} levels`,
            help: 'Flatten the document.',
          },
        ],
      };
    }
    const lineCounter = new LineCounter();
    const document = parseDocument(content, { lineCounter });
    const yaml = new YamlDocument(file, document, lineCounter);
    const diagnostics = document.errors.map(
      (error): Diagnostic => ({
        severity: 'error',
        source: 'portal',
        file,
        range: yaml.rangeOf(error.pos[0], error.pos[1]),
        message: `'${file}' is not valid YAML: ${
          error.message.split(' at line ')[0]
        }`,
        help: 'Mend the YAML at this place.',
      }),
    );
    return diagnostics.length
      ? { diagnostics }
      : { document: yaml, diagnostics };
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
          {
            severity: 'error',
            source: 'portal',
            file: this.file,
            message: `'${this.file}' cannot be read: ${
              (error as Error).message
            }`,
            help: 'Write aliases out.',
          },
        ],
      };
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) {
      return { value: parsed.data, diagnostics: [] };
    }
    return {
      diagnostics: parsed.error.issues.map(issue => {
        const at = issue.path.join('.') || 'document';
        return {
          severity: 'error',
          source: 'portal',
          file: this.file,
          range: this.rangeAt(issue.path as Array<string | number>),
          message: `'${at}': ${issue.message}`,
          help: helpFor(issue),
        };
      }),
    };
  }

  /** Range of the value at a path, or of the closest parent that exists. */
  rangeAt(path: Array<string | number>): FileRange {
    for (let length = path.length; length > 0; length--) {
      const node = this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) {
        return this.rangeOf(node.range[0], node.range[1]);
      }
    }
    return lineRange(1);
  }

  private rangeOf(start: number, end: number): FileRange {
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

function helpFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `Remove ${issue.keys
        .map(key => `'${key}'`)
        .join(', ')} or mend the spelling.`;
    case 'invalid_type':
      return `Give a value of type ${issue.expected}.`;
    case 'invalid_value':
      return `Use ${issue.values
        .map(value => `'${String(value)}'`)
        .join(' or ')}.`;
    default:
      return 'Mend this value; the JSON Schema policy-set.schema.json describes the file.';
  }
}

/** Line at which brackets or indentation nest too deep, before a parser recurses over them. */
function tooDeep(content: string): number | undefined {
  let depth = 0;
  let line = 1;
  let indent = 0;
  let atLineStart = true;
  for (let i = 0; i < content.length; i++) {
    const c = content[i];
    if (c === '\n') {
      line++;
      indent = 0;
      atLineStart = true;
      continue;
    }
    if (atLineStart && (c === ' ' || c === '-' || c === '?')) {
      indent++;
      if (indent > LIMITS.nesting * 4) {
        return line;
      }
      continue;
    }
    atLineStart = false;
    if (c === '[' || c === '{') {
      depth++;
      if (depth > LIMITS.nesting) {
        return line;
      }
    } else if (c === ']' || c === '}') {
      depth = Math.max(0, depth - 1);
    }
  }
  return undefined;
}
