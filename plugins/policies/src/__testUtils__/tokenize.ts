import { StreamParser, StringStream } from '@codemirror/language';

/**
 * What a parser makes of a text, for tests.
 *
 * @returns style and text of each token that has a style
 * @throws Error when the parser makes no progress
 */
export function tokenize<S>(
  parser: StreamParser<S>,
  text: string,
): Array<[string, string]> {
  const state = parser.startState!(2);
  const tokens: Array<[string, string]> = [];
  for (const line of text.split('\n')) {
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = parser.token(stream, state);
      if (stream.pos === stream.start) {
        throw new Error(`no progress at '${line.slice(stream.pos)}'`);
      }
      if (style) {
        tokens.push([style, stream.current()]);
      }
    }
  }
  return tokens;
}
