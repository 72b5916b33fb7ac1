import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** A text is not what Cedar's tools write. */
export class CedarTextError extends Error {
  name = 'CedarTextError';
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
  '"': '"',
  "'": "'",
};
const MOST_NESTED = 50;
const DAY_MS = 86_400_000;
/** What a date of four digits for the year can say. */
const DATES = { first: -62_167_219_200_000, last: 253_402_300_799_999 };

/** Reads values as Cedar's tools write them, to the letter. */
export class CedarTextReader {
  /** False once a value was read that only stands for another. */
  exact = true;
  private position = 0;
  private depth = 0;

  /** @param rawNames - names that are printed within quotes as they are, though they hold some themselves */
  constructor(
    private readonly text: string,
    private readonly rawNames: string[] = [],
  ) {}

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Goes on where the text does; false where it says something else. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) {
      return false;
    }
    this.position += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) {
      throw this.problem(`'${expected}'`);
    }
  }

  /** Such as `Shop::User::"alice"`. */
  readUid(): TypeAndId {
    const type = this.match(
      /[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*(?=::")/y,
      'a type',
    );
    this.expect('::');
    return { type, id: this.readText() };
  }

  readText(): string {
    const quoted = this.match(/"(?:[^"\\]|\\.)*"/sy, 'a text');
    return quoted
      .slice(1, -1)
      .replace(
        /\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/gsu,
        (_all, code, character) => this.unescape(code, character),
      );
  }

  /** Name of an attribute, in quotes where it is no identifier. */
  readName(): string {
    const raw = this.rawNames.find(name =>
      this.text.startsWith(`"${name}": `, this.position),
    );
    if (raw !== undefined) {
      this.position += raw.length + 2;
      return raw;
    }
    return this.text[this.position] === '"'
      ? this.readText()
      : this.match(/[A-Za-z_]\w*/y, 'a name');
  }

  /** A value in the JSON of entities under a schema, which tells references and extensions from others. */
  readValue(): unknown {
    this.depth++;
    if (this.depth > MOST_NESTED) {
      throw new CedarTextError('a value nests too deep');
    }
    const value = this.readAny();
    this.depth--;
    return value;
  }

  private readAny(): unknown {
    if (this.text[this.position] === '"') {
      return this.readText();
    }
    if (this.take('[')) {
      return this.readItems(']', () => this.readValue());
    }
    if (this.take('{')) {
      return Object.fromEntries(
        this.readItems('}', () => {
          const name = this.readName();
          this.expect(': ');
          return [name, this.readValue()] as const;
        }),
      );
    }
    const rest = this.text.slice(this.position, this.position + 1_000);
    if (/^-?\d/.test(rest)) {
      return this.readNumber();
    }
    const word = /^(true|false)(?![\w:(])/.exec(rest)?.[1];
    if (word) {
      this.position += word.length;
      return word === 'true';
    }
    return /^\w+\(/.test(rest) ? this.readExtension() : this.readUid();
  }

  private readItems<T>(end: string, read: () => T): T[] {
    const items: T[] = [];
    if (this.take(end)) {
      return items;
    }
    for (;;) {
      items.push(read());
      if (this.take(end)) {
        return items;
      }
      this.expect(', ');
    }
  }

  private readNumber(): number {
    const written = BigInt(this.match(/-?\d{1,19}/y, 'a number'));
    const limit = BigInt(Number.MAX_SAFE_INTEGER);
    if (written <= limit && written >= -limit) {
      return Number(written);
    }
    // No request can say it exactly; what is compared with it is mostly as far away from the nearest that can.
    this.exact = false;
    return Number(written > 0 ? limit : -limit);
  }

  private readExtension(): string {
    const name = this.match(/\w+(?=\()/y, 'a name');
    this.expect('(');
    const argument = this.readText();
    this.expect(')');
    if (!['ip', 'decimal', 'datetime', 'duration'].includes(name)) {
      throw this.problem('a known extension');
    }
    if (name !== 'datetime' || !this.take('.offset(duration(')) {
      return argument;
    }
    const offset = /^(-?\d{1,19})ms$/.exec(this.readText())?.[1];
    this.expect('))');
    if (argument !== '1970-01-01' || offset === undefined) {
      throw this.problem('milliseconds since 1970');
    }
    return this.toDate(Number(offset));
  }

  private toDate(milliseconds: number): string {
    const said = Math.min(Math.max(milliseconds, DATES.first), DATES.last);
    if (said !== milliseconds) {
      this.exact = false;
    }
    const iso = new Date(said).toISOString();
    return said % DAY_MS === 0 ? iso.slice(0, 10) : iso;
  }

  private match(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) {
      throw this.problem(what);
    }
    this.position += found.length;
    return found;
  }

  private unescape(code: string | undefined, character: string): string {
    if (code !== undefined) {
      const point = parseInt(code, 16);
      if (point > 0x10ffff) {
        throw this.problem('a character');
      }
      return String.fromCodePoint(point);
    }
    if (!Object.hasOwn(ESCAPES, character)) {
      throw this.problem('an escape');
    }
    return ESCAPES[character];
  }

  private problem(wanted: string): CedarTextError {
    return new CedarTextError(
      `${wanted} is missing before ${JSON.stringify(
        this.text.slice(this.position, this.position + 40),
      )}`,
    );
  }
}
