import { HEADER_BYTES, readFrames } from './frames';
import { FrameBuffer } from './FrameBuffer';

const TEXTS = [
  '{"a":"é\u0001"}',
  '',
  '{"b":"\u{1f600}", "mark": "\u00d5\u001f"}',
];
const ALL = 1_000;

function framesOf(texts: string[]): Buffer {
  const buffer = new FrameBuffer();
  texts.forEach(text => buffer.add('decision', text));
  return Buffer.from(buffer.take().frames);
}

const textsOf = (bytes: Buffer) =>
  readFrames(bytes, true, ALL).records.map(({ text }) => text);

describe('frames', () => {
  const bytes = framesOf(TEXTS);
  const ends: number[] = [];
  for (const text of TEXTS) {
    ends.push(
      (ends[ends.length - 1] ?? 0) + HEADER_BYTES + Buffer.byteLength(text),
    );
  }

  it('are read as they were written, wherever they are cut', () => {
    expect(readFrames(bytes, true, ALL)).toEqual({
      records: TEXTS.map(text => ({ kind: 'decision', text })),
      used: bytes.length,
      torn: 0,
    });
    for (let cut = 0; cut <= bytes.length; cut++) {
      const whole = ends.filter(end => end <= cut);
      const part = bytes.subarray(0, cut);
      const left = readFrames(part, true, ALL);
      expect(left.records.map(({ text }) => text)).toEqual(
        TEXTS.slice(0, whole.length),
      );
      expect(left.used).toBe(cut);
      expect(left.torn).toBe(cut === (whole.pop() ?? 0) ? 0 : 1);
      const more = readFrames(part, false, ALL);
      expect(more.used).toBe(ends.filter(end => end <= cut).pop() ?? 0);
      expect(more.torn).toBe(0);
    }
    expect(readFrames(bytes, true, 2)).toMatchObject({
      used: ends[1],
      torn: 0,
    });
  });

  it('are read around one that is damaged, and what is damaged is never told', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 128]) {
        const damaged = Buffer.from(bytes);
        damaged[at] ^= bit;
        const hurt = ends.findIndex(end => at < end);
        expect([at, bit, textsOf(damaged)]).toEqual([
          at,
          bit,
          TEXTS.filter((_, index) => index !== hurt),
        ]);
      }
    }
    // A text that holds a frame is told as text alone.
    const nested = framesOf([`x${framesOf(['inner']).toString('latin1')}`]);
    expect(textsOf(nested)).toHaveLength(1);
  });

  it('grow with what comes, and keep what could not be written before it', () => {
    const buffer = new FrameBuffer();
    const large = 'x'.repeat(3_000_000);
    buffer.add('decision', 'one');
    buffer.add('counts', large);
    const taken = buffer.take();
    buffer.add('decision', 'two');
    buffer.putBack(taken);
    buffer.add('decision', 'three');
    const { frames, records } = buffer.take();
    expect(records).toBe(4);
    expect(textsOf(frames)).toEqual(['one', large, 'two', 'three']);
    expect(buffer.take().records).toBe(0);
  });
});
