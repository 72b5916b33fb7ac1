import { z } from 'zod';
import { decodeRequestFragment } from '../../../routes';

/*
 * A shared draft travels in the fragment of the URL, which browsers never send to a server:
 * `#draft=<form><base64url>`, where the form is `z` (deflate-raw) or `j` (plain JSON, for browsers
 * without CompressionStream).
 */

/** Largest draft that a link may unpack to, in bytes; guards against links that unpack without end. */
const MAX_BYTES = 5_000_000;

const sharedSchema = z.object({
  revision: z.string(),
  changes: z.record(z.string(), z.string().nullable()),
  request: z.string().optional(),
});

/** What a link brings. */
export type SharedDraft = z.infer<typeof sharedSchema>;

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return window
    .btoa(binary)
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = window.atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, character => character.charCodeAt(0));
}

async function pipe(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // A broken stream is reported by the reader below.
  writer.write(bytes as BufferSource).catch(() => {});
  writer.close().catch(() => {});
  const reader = transform.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > MAX_BYTES) {
      await reader.cancel();
      throw new Error('The draft in this link is too large');
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Fragment of a link, without the leading `#`. */
export async function encodeShare(shared: SharedDraft): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  if (typeof CompressionStream === 'undefined') {
    return `draft=j${toBase64Url(bytes)}`;
  }
  const packed = await pipe(bytes, new CompressionStream('deflate-raw'));
  return `draft=z${toBase64Url(packed)}`;
}

/**
 * Reads the fragment of a link: a whole draft, or a request alone.
 *
 * @param fragment - of the URL, with or without the leading `#`
 * @returns undefined when the fragment brings nothing
 * @throws Error when it brings a draft that cannot be read
 */
export async function decodeShare(
  fragment: string,
): Promise<Partial<SharedDraft> | undefined> {
  const request = decodeRequestFragment(fragment);
  if (request) {
    return { request: JSON.stringify(request, null, 2) };
  }
  const draft = fragment.match(/(?:^#?|&)draft=([zj])([A-Za-z0-9_-]+)/);
  if (!draft) {
    return undefined;
  }
  try {
    const packed = fromBase64Url(draft[2]);
    const bytes =
      draft[1] === 'z'
        ? await pipe(packed, new DecompressionStream('deflate-raw'))
        : packed;
    return sharedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new Error(
      'The draft in this link cannot be read. Ask for the link again; it may have been cut.',
      { cause: error },
    );
  }
}
