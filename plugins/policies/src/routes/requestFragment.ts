import {
  EvaluationRequest,
  evaluationRequestSchema,
  readJson,
} from '@internal/plugin-policies-common';

const KEY = 'request';

/**
 * Writes a request into a URL fragment, so that a link opens it in the playground. A fragment is
 * never sent to a server, so requests stay out of access logs.
 *
 * @param request - an AuthZEN request
 * @returns for example `request=eyJzdWJqZWN0Ijp7…`, without the leading `#`
 */
export function encodeRequestFragment(request: EvaluationRequest): string {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const binary = Array.from(bytes, byte => String.fromCharCode(byte)).join('');
  const base64url = window
    .btoa(binary)
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
  return `${KEY}=${base64url}`;
}

/**
 * Reads what {@link encodeRequestFragment} wrote.
 *
 * @param fragment - of the URL, with or without the leading `#`
 * @returns the request; undefined when the fragment holds none or it cannot be read
 */
export function decodeRequestFragment(
  fragment: string,
): EvaluationRequest | undefined {
  const encoded = new URLSearchParams(fragment.replace(/^#/, '')).get(KEY);
  if (!encoded) {
    return undefined;
  }
  try {
    const binary = window.atob(encoded.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, character => character.charCodeAt(0));
    const request = evaluationRequestSchema.safeParse(
      readJson(new TextDecoder().decode(bytes)),
    );
    return request.success ? request.data : undefined;
  } catch {
    return undefined;
  }
}
