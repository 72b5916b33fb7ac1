import { crc32 } from 'zlib';

/*
 * A spool is a row of frames: a mark, what kind of record it is, the length of its text, the checksum of both, and
 * the text. What was torn, as by a process that was killed while it wrote, is found by that; reading goes
 * on at the next mark that begins a whole frame.
 */

const MARK = Buffer.from([0xd5, 0x1f]);
const KIND_AT = MARK.length;
const LENGTH_AT = KIND_AT + 1;
const CHECKSUM_AT = LENGTH_AT + 4;
export const HEADER_BYTES = CHECKSUM_AT + 4;
/** A length above it was never written. */
export const MOST_TEXT_BYTES = 16 * 1024 * 1024;

/** What a record tells: a decision, or counts of decisions that have no entry. */
export type RecordKind = 'decision' | 'counts';

const KINDS: RecordKind[] = ['decision', 'counts'];

/** A record of a spool. */
export interface SpoolRecord {
  kind: RecordKind;
  text: string;
}

/** What a part of a spool holds. */
export interface ReadFrames {
  records: SpoolRecord[];
  /** Bytes that are done with. */
  used: number;
  /** How often something stood there that was no record. */
  torn: number;
  /** Bytes of the frame that is not all there. */
  wanted?: number;
}

/** Puts a frame around text that stands behind where its header is to be. */
export function writeHeader(
  bytes: Buffer,
  at: number,
  kind: RecordKind,
  textBytes: number,
): void {
  bytes[at] = MARK[0];
  bytes[at + 1] = MARK[1];
  bytes[at + KIND_AT] = KINDS.indexOf(kind);
  bytes.writeUInt32LE(textBytes, at + LENGTH_AT);
  bytes.writeUInt32LE(checksumOf(bytes, at, textBytes), at + CHECKSUM_AT);
}

/**
 * Reads frames.
 *
 * @param isEnd - nothing comes after these bytes, so that what is not all there is torn
 * @param most - records to read
 */
export function readFrames(
  bytes: Buffer,
  isEnd: boolean,
  most: number,
): ReadFrames {
  const read: ReadFrames = { records: [], used: 0, torn: 0 };
  let isTorn = false;
  let at = 0;
  while (at < bytes.length && read.records.length < most) {
    const frame = frameAt(bytes, at);
    if (frame === 'partial' && !isEnd) {
      read.wanted = wantedAt(bytes, at);
      break;
    }
    if (typeof frame === 'object') {
      read.records.push(frame);
      at += HEADER_BYTES + textBytesAt(bytes, at);
      isTorn = false;
    } else {
      if (!isTorn) {
        read.torn++;
        isTorn = true;
      }
      const next = bytes.indexOf(MARK, at + 1);
      // The mark itself may be cut through.
      at = next < 0 ? bytes.length : next;
    }
    read.used = at;
  }
  return read;
}

function frameAt(bytes: Buffer, at: number): SpoolRecord | 'partial' | 'none' {
  const head = bytes.subarray(at, at + MARK.length);
  if (!head.equals(MARK.subarray(0, head.length))) {
    return 'none';
  }
  if (at + HEADER_BYTES > bytes.length) {
    return 'partial';
  }
  const textBytes = textBytesAt(bytes, at);
  const kind = KINDS[bytes[at + KIND_AT]];
  if (textBytes > MOST_TEXT_BYTES || !kind) {
    return 'none';
  }
  if (at + HEADER_BYTES + textBytes > bytes.length) {
    return 'partial';
  }
  if (
    bytes.readUInt32LE(at + CHECKSUM_AT) !== checksumOf(bytes, at, textBytes)
  ) {
    return 'none';
  }
  const start = at + HEADER_BYTES;
  return { kind, text: bytes.toString('utf8', start, start + textBytes) };
}

function wantedAt(bytes: Buffer, at: number): number {
  return at + HEADER_BYTES > bytes.length
    ? HEADER_BYTES
    : HEADER_BYTES + textBytesAt(bytes, at);
}

function textBytesAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + LENGTH_AT);
}

function checksumOf(bytes: Buffer, at: number, textBytes: number): number {
  const start = at + HEADER_BYTES;
  return crc32(
    bytes.subarray(start, start + textBytes),
    bytes[at + KIND_AT] * 0x1_0000 + (textBytes % 0x1_0000),
  );
}
