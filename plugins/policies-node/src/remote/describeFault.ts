import { EngineFaultError } from './EngineFaultError';

const BROKEN = { countsAsBroken: true };
const BROKEN_ONCE = { countsAsBroken: true, maySucceedAgain: true };

const TLS_CODES =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO$|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Says in the portal's words why a call failed. */
export function describeFault(
  engine: string,
  error: NodeJS.ErrnoException,
  timedOut: boolean,
): EngineFaultError {
  if (timedOut) {
    return new EngineFaultError(
      engine,
      "did not answer in time; see whether its server is overloaded, or raise 'timeoutMs'",
      BROKEN,
    );
  }
  const { code: causedBy } = (error.cause ?? {}) as { code?: string };
  const code = error.code ?? causedBy ?? '';
  if (code === 'ECONNREFUSED') {
    return new EngineFaultError(
      engine,
      "is not running: the connection is refused; start its server, or mend 'url'",
      BROKEN_ONCE,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EFORBIDDEN') {
    return new EngineFaultError(
      engine,
      "cannot be found: its host name has no address that may be used; mend 'url'",
      BROKEN,
    );
  }
  if (TLS_CODES.test(code)) {
    return new EngineFaultError(
      engine,
      `has no trusted TLS connection (${code}); mend its certificate, or give its authority in 'tls.ca'`,
      BROKEN,
    );
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new EngineFaultError(
      engine,
      "cannot be reached in time; see the network between the two, or mend 'url'",
      BROKEN,
    );
  }
  return new EngineFaultError(
    engine,
    `broke off the connection (${
      code || error.name
    }); see the log of its server`,
    BROKEN_ONCE,
  );
}
