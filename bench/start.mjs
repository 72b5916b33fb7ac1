import { untilReady } from '../scripts/backend.mjs';
import { followLogs } from '../scripts/logs.mjs';
import { findHolder, requireFree } from '../scripts/port.mjs';
import { buildApp, install } from '../scripts/preparation.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { exitOf, fromRoot, start, stop } from '../scripts/processes.mjs';
import { catalogued, read, untilAll, untilRead } from './api.mjs';
import { peakMemory, residentMemory, untilQuiet } from './process.mjs';
import { row } from './table.mjs';

/** A cold start of the portal as a person starts it, with nothing left to install or build. */
export async function bench({ port, failures }) {
  await requireFree(port);
  await install();
  await buildApp();

  const started = performance.now();
  // What `npm run portal` runs, without npm in between: it would not pass on the end.
  const child = start(
    process.execPath,
    [fromRoot('scripts/launcher.mjs'), 'portal', '--fresh', `--port=${port}`],
    // It stops the backend it started first.
    { stdio: ['ignore', 'pipe', 'pipe'], grace: 15_000 },
  );
  const launcher = {
    logs: followLogs(child, { verbose: false }),
    ended: exitOf(child),
  };
  try {
    if (!(await untilReady(launcher, port))) {
      throw new Problem('Stopped', 'The benchmark was ended before its end');
    }
    const ready = (performance.now() - started) / 1_000;
    if (!/^app build … up to date$/m.test(launcher.logs.recent())) {
      console.log(
        'The app was built again, as its sources changed meanwhile: this was no cold start of what was built',
      );
    }
    const pid = backendOf(port, child);
    const readyMemory = await residentMemory(pid);

    const base = `http://127.0.0.1:${port}`;
    const loaded = await failures.attempt('the catalog', () =>
      untilCatalogued(base, started),
    );
    await untilQuiet(pid);
    const memory = await residentMemory(pid);
    // By then V8 has given back what start-up needed, and idle threads for drafts have ended.
    await new Promise(wake => setTimeout(wake, 30_000));
    const settled = await residentMemory(pid);
    const peak = peakMemory(pid);
    const megabytes = { unit: 'MB', digits: 0 };
    return [
      row('start to readiness', ready, { unit: 's', digits: 1, below: 30 }),
      row('start to all policies in the catalog', loaded, {
        unit: 's',
        digits: 1,
      }),
      row('memory of the backend, just ready', readyMemory, {
        ...megabytes,
        below: 600,
      }),
      row('memory of the backend, whole estate loaded', memory, {
        ...megabytes,
        below: 600,
      }),
      row('memory of the backend, half a minute later', settled, {
        ...megabytes,
        below: 600,
      }),
      ...(peak
        ? [row('memory of the backend, most so far', peak, megabytes)]
        : []),
    ];
  } finally {
    await stop(child);
  }
}

/** Seconds until everything is in the catalog, as the guest sees it. */
async function untilCatalogued(base, started) {
  const guest = await read({ base }, '/api/auth/guest/refresh', {
    method: 'POST',
  });
  const portal = { base, token: guest.backstageIdentity.token };
  return untilAll(() => catalogued(portal), await untilRead(portal), {
    what: 'in the catalog',
    started,
    seconds: 180,
  });
}

/** The process that listens: a child of the launcher. */
function backendOf(port, launcher) {
  const holder = findHolder(port);
  if (!holder || holder.pid === launcher.pid) {
    throw new Problem(
      `The process that listens on port ${port} cannot be told`,
      'This benchmark needs /proc: run it on Linux, as the user who started it',
    );
  }
  return holder.pid;
}
