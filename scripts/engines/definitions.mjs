import { createRequire } from 'node:module';
import { fromRoot } from '../processes.mjs';

// The launcher reads this file on a checkout where nothing is installed yet.
const require = createRequire(import.meta.url);

/*
 * How the server of each engine is started. Secrets are in the files of its folder and never in
 * arguments, which other users of the machine see.
 *
 * `files` are written into the folder of the server, which is its working directory and empty
 * otherwise; `args` may name them. `environment` is what `app-config.engines.yaml` asks for.
 */

// JSON is YAML.
const yaml = value => `${JSON.stringify(value, null, 2)}\n`;

// Nobody but the portal may read or change what the server holds; its health is everybody's.
const opaAccess = token => `package system.authz

default allow := false

allow if input.path == ["health"]

allow if input.identity == ${JSON.stringify(token)}
`;

const opa = {
  program: 'opa',
  port: 8181,
  health: '/health',
  define: ({ port, portalUrl, secrets }) => ({
    args: [
      ...['run', '--server', '--addr', `127.0.0.1:${port}`],
      ...['--authentication=token', '--authorization=basic'],
      ...['--log-level=error', '--skip-version-check'],
      ...['--config-file', 'config.yaml', 'access.rego'],
    ],
    files: {
      'access.rego': opaAccess(secrets.opaToken),
      'config.yaml': yaml({
        services: {
          portal: {
            url: `${portalUrl}/api/policies/engines/opa/server`,
            credentials: { bearer: { token: secrets.opaPortalToken } },
          },
        },
        bundles: {
          portal: {
            service: 'portal',
            resource: 'bundles/portal.tar.gz',
            // The portal answers when something changed; the delays are for while it is away.
            polling: {
              min_delay_seconds: 1,
              max_delay_seconds: 2,
              long_polling_timeout_seconds: 10,
            },
          },
        },
        status: { service: 'portal' },
      }),
    },
    environment: {
      OPA_URL: `http://127.0.0.1:${port}`,
      OPA_TOKEN: secrets.opaToken,
      OPA_PORTAL_TOKEN: secrets.opaPortalToken,
    },
  }),
};

const openfga = {
  program: 'openfga',
  port: 8080,
  health: '/healthz',
  define: ({ port, secondPort, secrets }) => ({
    // It reads `config.yaml` of its working directory.
    args: ['run'],
    files: {
      'config.yaml': yaml({
        datastore: { engine: 'memory' },
        http: { enabled: true, addr: `127.0.0.1:${port}` },
        grpc: { addr: `127.0.0.1:${secondPort}` },
        playground: { enabled: false },
        metrics: { enabled: false },
        log: { level: 'error' },
        authn: {
          method: 'preshared',
          preshared: { keys: [secrets.openfgaToken] },
        },
      }),
    },
    environment: {
      OPENFGA_URL: `http://127.0.0.1:${port}`,
      OPENFGA_TOKEN: secrets.openfgaToken,
    },
  }),
};

// Without the address it opens a port for debuggers, on every interface.
const cerbosArgs = [
  ...['server', '--config', 'config.yaml', '--log-level', 'error'],
  '--debug-listen-addr=',
];

const cerbos = {
  program: 'cerbos',
  port: 3592,
  health: '/_cerbos/health',
  define: ({ port, secondPort, secrets }) => ({
    args: cerbosArgs,
    files: {
      'config.yaml': yaml({
        server: {
          httpListenAddr: `127.0.0.1:${port}`,
          grpcListenAddr: `127.0.0.1:${secondPort}`,
          adminAPI: {
            enabled: true,
            adminCredentials: {
              username: 'portal',
              // A long random password needs no slow hash, and each call of the admin API checks it.
              passwordHash: Buffer.from(
                require('bcryptjs').hashSync(secrets.cerbosPassword, 4),
              ).toString('base64'),
            },
          },
        },
        // In memory each connection of its pool would have a database of its own.
        storage: {
          driver: 'sqlite3',
          sqlite3: { dsn: 'file:policies.sqlite' },
        },
        telemetry: { disabled: true },
      }),
    },
    environment: {
      CERBOS_URL: `http://127.0.0.1:${port}`,
      CERBOS_USER: 'portal',
      CERBOS_PASSWORD: secrets.cerbosPassword,
    },
  }),
};

/* A decision point somebody else runs: Cerbos with policies of its own, asked by AuthZEN only. */
const authzen = {
  program: 'cerbos',
  port: 3692,
  health: '/_cerbos/health',
  define: ({ port, secondPort }) => ({
    args: cerbosArgs,
    files: {
      'config.yaml': yaml({
        server: {
          httpListenAddr: `127.0.0.1:${port}`,
          grpcListenAddr: `127.0.0.1:${secondPort}`,
        },
        storage: {
          driver: 'disk',
          disk: {
            directory: fromRoot('estate/engines/authzen/decision-point'),
          },
        },
        telemetry: { disabled: true },
      }),
    },
    environment: { AUTHZEN_URL: `http://127.0.0.1:${port}` },
  }),
};

/**
 * The servers by the engine of `app-config.engines.yaml` that asks them; embedded engines have none.
 * Their first port is tried first, then those above it.
 */
export const definitions = { opa, openfga, cerbos, authzen };
