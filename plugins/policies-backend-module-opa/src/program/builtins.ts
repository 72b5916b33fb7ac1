import { RegoModule, RegoTerm, walk } from './syntaxTree';

/** The part of OPA's capabilities that is read here. */
export interface Capabilities {
  builtins: Array<{ name: string; nondeterministic?: boolean }>;
  allow_net?: string[];
}

/**
 * Builtins that reach the network, files or the environment, or that parse policies: neither a draft nor a
 * live set may name them. The schema builtins follow references to files and addresses.
 */
const REFUSED = [
  'http.send',
  'json.match_schema',
  'json.verify_schema',
  'net.lookup_ip_addr',
  'opa.runtime',
  'rego.parse_module',
];

/** Builtins whose answer depends on the clock or on chance, and that policies may use all the same. */
const CHANGING = [
  // OPA does not mark these two: without 'CurrentTime' they look at the clock.
  'crypto.x509.parse_and_verify_certificates',
  'crypto.x509.parse_and_verify_certificates_with_options',
  'io.jwt.decode_verify',
  'io.jwt.encode_sign',
  'io.jwt.encode_sign_raw',
  'rand.intn',
  'time.now_ns',
  'uuid.rfc4122',
];

/** More parts than the name of any builtin has. */
const LONGEST = 6;

/** Names of builtins that a set must not use: those known to reach out, and what a later OPA marks like them. */
export function refusedBuiltins({ builtins }: Capabilities): Set<string> {
  return new Set([
    ...REFUSED,
    ...builtins
      .filter(
        ({ name, nondeterministic }) =>
          nondeterministic && !CHANGING.includes(name),
      )
      .map(({ name }) => name),
  ]);
}

/** Capabilities without what is refused. */
export function restrict(capabilities: Capabilities): Capabilities {
  const refused = refusedBuiltins(capabilities);
  return {
    ...capabilities,
    builtins: capabilities.builtins.filter(({ name }) => !refused.has(name)),
    allow_net: [],
  };
}

/** True for a module that names what another answer may come from next time. */
export function isChanging(tree: RegoModule): boolean {
  return findBuiltins(tree, new Set(CHANGING)).length > 0;
}

/**
 * Where a module names one of these builtins, however it is written and whether or not it is called there:
 * `with` hands them on too.
 */
export function findBuiltins(
  tree: RegoModule,
  names: Set<string>,
): Array<{ name: string; term: RegoTerm }> {
  const found: Array<{ name: string; term: RegoTerm }> = [];
  walk(tree, node => {
    const term = node as unknown as RegoTerm;
    if (term.type !== 'ref' || !Array.isArray(term.value)) {
      return;
    }
    const parts = (term.value as RegoTerm[])
      .slice(0, LONGEST)
      .map(({ value }) => value);
    for (let length = 1; length <= parts.length; length++) {
      const name = parts.slice(0, length).join('.');
      if (names.has(name)) {
        found.push({ name, term });
      }
    }
  });
  return found;
}
