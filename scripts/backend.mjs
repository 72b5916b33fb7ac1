import { explain } from './explain.mjs';
import { followLogs } from './logs.mjs';
import { useWriteAheadLog } from './data/writeAheadLog.mjs';
import { exitOf, fromRoot, start, stopRequested } from './processes.mjs';

// From source, as `backstage-cli package start` does but without the watcher:
// ready as fast as a bundle would be, and there is nothing to build. Left to
// itself the heap grows to several times what is live, so it is collected
// sooner: a small young generation, and 40 % growth between collections.
const flags = [
  '--no-deprecation',
  '--max-semi-space-size=8',
  '--heap-growing-percent=40',
  '--require',
  '@backstage/cli/config/nodeTransform.cjs',
];

/** Metrics and traces, with `PORTAL_TELEMETRY=1`. */
const TELEMETRY = ['--require', './src/instrumentation.js'];

/** A start that takes longer says why. */
const PATIENCE_MS = 20_000;

/**
 * Starts the backend that serves the built app and the API.
 *
 * @param localConfigFiles - configuration after that of the portal, later ones win
 * @param environment - variables that these ask for
 * @param usesFiles - whether the databases are files in the data folder
 * @param entry - module to run, relative to packages/backend
 */
export function startBackend({
  port,
  dataFolder,
  localConfigFiles,
  environment = {},
  verbose,
  usesFiles = true,
  entry = 'src',
}) {
  if (usesFiles) {
    useWriteAheadLog(dataFolder);
  }
  const configs = [
    fromRoot('app-config.yaml'),
    fromRoot('app-config.portal.yaml'),
    ...localConfigFiles,
  ];
  const child = start(
    process.execPath,
    [
      ...flags,
      ...(process.env.PORTAL_TELEMETRY === '1' ? TELEMETRY : []),
      entry,
      ...configs.flatMap(file => ['--config', file]),
    ],
    {
      // As `yarn start` does: paths in the configuration are relative to it.
      cwd: fromRoot('packages/backend'),
      env: {
        ...process.env,
        ...environment,
        NODE_ENV: 'production',
        // Each thread would otherwise keep freed memory in an arena of its own.
        MALLOC_ARENA_MAX: '2',
        PORT: String(port),
        PORTAL_DATA: dataFolder,
        // Killed, this process cannot tell it to end; the pipe ends all the same.
        PORTAL_ENDS_WITH_INPUT: '1',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const logs = followLogs(child, { verbose });
  return { child, logs, ended: exitOf(child) };
}

/** Whether the backend is ready, and what it says of why it is not. */
async function askReadiness(port) {
  try {
    const response = await fetch(
      `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
      { signal: AbortSignal.timeout(2_000), headers: { connection: 'close' } },
    );
    const { message } = await response.json();
    return { ready: response.ok, message };
  } catch {
    return { ready: false };
  }
}

/** Resolves once the backend answers; rejects with the reason when it ends before. */
export async function untilReady({ logs, ended }, port) {
  let code;
  ended.then(
    value => (code = value),
    () => (code = 1),
  );
  let patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const { ready, message } = await askReadiness(port);
    if (code !== undefined || ready) {
      if (stopRequested()) {
        return false;
      }
      // What answers after the backend has ended is another program.
      if (code === undefined) {
        return true;
      }
      throw explain(logs.recent(), 'The backend ended before it was ready');
    }
    if (message && Date.now() > patience) {
      console.log(message);
      patience = Date.now() + PATIENCE_MS;
    }
    await new Promise(wake => setTimeout(wake, 200));
  }
}
