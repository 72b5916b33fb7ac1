import { X509Certificate } from 'crypto';
import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { isForbiddenAddress } from './forbiddenAddresses';

/** Headers the portal sets itself. */
const RESERVED_HEADERS = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const urlSchema = z
  .url({ protocol: /^https?$/, error: 'an http or https URL' })
  .refine(
    url => parsedUrl(url, ({ username, password }) => !username && !password),
    "the URL must hold no user or password; use 'token' or 'basic'",
  )
  .refine(
    url => !/[?#]/.test(url),
    'the URL must hold no query and no fragment',
  )
  .refine(
    url => parsedUrl(url, ({ hostname }) => !isForbiddenAddress(hostname)),
    'the address is link-local, where instance metadata is served; no engine is there',
  );

/* Refinements run for text that is no URL too, which is told already. */
function parsedUrl(url: string, check: (url: URL) => boolean): boolean {
  return !URL.canParse(url) || check(new URL(url));
}

/* What HTTP can carry: anything else would fail each call. */
const headerValueSchema = z
  .string()
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must be one line of plain text');

const tokenSchema = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be one word of plain text');

const authoritySchema = z
  .string()
  .refine(isCertificate, 'must be a certificate in PEM');

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

/** Options that each remote engine has; spread the shape into the driver's own schema. */
export const remoteOptionsSchema = z.strictObject({
  url: urlSchema,
  token: tokenSchema.optional(),
  basic: z
    .strictObject({ username: z.string().min(1), password: z.string().min(1) })
    .optional(),
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9-]+$/)
        .refine(
          name => !RESERVED_HEADERS.has(name.toLowerCase()),
          'is set by the portal',
        ),
      headerValueSchema,
    )
    .default({}),
  tls: z.strictObject({ ca: authoritySchema.optional() }).optional(),
  timeoutMs: z.int().min(50).max(60_000).default(2_000),
  retries: z.int().min(0).max(5).default(2),
  connections: z.int().min(1).max(256).default(16),
  maxConcurrent: z.int().min(1).max(1_024).default(64),
  maxQueued: z.int().min(0).max(10_000).default(512),
  maxResponseBytes: z.int().min(1_000).max(100_000_000).default(5_000_000),
});

/** See `config.d.ts` of a remote driver for what they mean. */
export type RemoteOptions = z.infer<typeof remoteOptionsSchema>;

/**
 * Reads `policies.engines.<name>` by a schema.
 *
 * @throws InputError that names the option and never its value
 */
export function readEngineOptions<S extends z.ZodType>(
  name: string,
  config: JsonObject,
  schema: S,
): z.output<S> {
  const parsed = schema.safeParse(config);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw new InputError(
      `'${['policies.engines', name, ...path].join('.')}': ${message}`,
    );
  }
  return parsed.data;
}
