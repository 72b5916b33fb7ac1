import { EngineFaultError } from './EngineFaultError';

const BROKEN = { countsAsBroken: true };
const BROKEN_ONCE = { countsAsBroken: true, maySucceedAgain: true };

const TLS_CODES =
  /^(CERT_|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Codes of undici, Node and its HTTP parser, with what they mean to an operator. */
const FAULTS: Array<
  [code: RegExp, problem: string, traits?: typeof BROKEN | typeof BROKEN_ONCE]
> = [
  [
    /^ECONNREFUSED$/,
    "is not running: the connection is refused; start its server, or fix 'url'",
    BROKEN_ONCE,
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|EFORBIDDEN)$/,
    "cannot be found: its host name has no address that may be used; fix 'url'",
    BROKEN,
  ],
  [
    TLS_CODES,
    "has no trusted TLS connection (<code>); fix its certificate, or give its authority in 'tls.ca'",
    BROKEN,
  ],
  [
    /^(UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    "cannot be reached (<code>); see the network between the two, or fix 'url'",
    BROKEN,
  ],
  [
    /^(HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW)/,
    "answered something that is no HTTP (<code>); see whether 'url' is right",
    BROKEN,
  ],
  [
    /^UND_ERR_(DESTROYED|CLOSED)$/,
    'is not in use any more; ask again once the portal has read its configuration',
  ],
  [
    /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED)$/,
    'cannot be sent what it should be asked (<code>); see its headers in the configuration',
  ],
];

/** Says in the portal's words why a call failed; of the error only its code is told. */
export function describeFault(
  engine: string,
  error: NodeJS.ErrnoException,
): EngineFaultError {
  const { code: causedBy } = (error.cause ?? {}) as { code?: string };
  const code = error.code ?? causedBy ?? error.name;
  const [, problem, traits] = FAULTS.find(([known]) => known.test(code)) ?? [
    undefined,
    'broke off the connection (<code>); see the log of its server',
    BROKEN_ONCE,
  ];
  return new EngineFaultError(engine, problem.replace('<code>', code), traits);
}
