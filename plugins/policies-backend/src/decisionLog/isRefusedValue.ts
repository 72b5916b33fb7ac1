/** Classes of errors of Postgres that are about data, whatever the state of the server. */
const DATA_ERRORS = /^2[23][0-9A-Z]{3}$/;
const SQLITE_DATA_ERRORS = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/;

/** Whether a database refused what it was given, so that it would refuse it again. */
export function isRefusedValue(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    typeof code === 'string' &&
    (DATA_ERRORS.test(code) || SQLITE_DATA_ERRORS.test(code))
  );
}
