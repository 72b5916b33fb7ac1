import { findFreePort } from '../port.mjs';
import { capture, fromRoot } from '../processes.mjs';
import { definitions } from './definitions.mjs';
import { findProgram } from './programs.mjs';

/**
 * Brings up every engine this machine has the server of, and kills and halts each under load: no
 * request may be lost, none wrongly decided, and no other engine may suffer. How fast it was is told
 * and not judged.
 */
export async function faultsCheck() {
  if (!Object.values(definitions).some(({ program }) => findProgram(program))) {
    return { ok: true, note: 'not run, as there is no server of an engine' };
  }
  const port = await findFreePort(7047);
  const { code, stdout, output } = await capture(
    process.execPath,
    [
      fromRoot('bench/run.mjs'),
      ...['faults', '--seconds', '1', '--port', `${port}`, '--json'],
    ],
    // It stops the portal and the servers first.
    { grace: 15_000 },
  );
  const last = stdout.trimEnd().split('\n').pop();
  const { rows, failures } = last.startsWith('{')
    ? JSON.parse(last)
    : { rows: [], failures: [] };
  const broken = rows.filter(
    ({ target, met }) => target === 'at most 0' && met === 'no',
  );
  const ok =
    code === 0 &&
    rows.length > 0 &&
    broken.length === 0 &&
    failures.length === 0;
  console.log(
    ok
      ? `Engine faults: ${rows.length} figures, no request lost and none wrongly decided`
      : `${output}\n${broken
          .map(({ name, value }) => `${name}: ${value}`)
          .join('\n')}`,
  );
  return { ok };
}
