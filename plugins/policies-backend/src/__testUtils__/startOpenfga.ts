import {
  freePort,
  startEngineServer,
} from '@internal/plugin-policies-node/testUtils';

/** A server of OpenFGA, in which drafts are evaluated, too. */
export async function startOpenfga(): Promise<{
  url: string;
  stop(): Promise<void>;
}> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startEngineServer(
    'openfga',
    [
      'run',
      `--http-addr=127.0.0.1:${port}`,
      `--grpc-addr=127.0.0.1:${await freePort()}`,
      '--playground-enabled=false',
      '--metrics-enabled=false',
      '--log-level=error',
    ],
    { ready: async () => (await fetch(`${url}/healthz`)).ok },
  );
  return { url, stop: () => server.stop() };
}
