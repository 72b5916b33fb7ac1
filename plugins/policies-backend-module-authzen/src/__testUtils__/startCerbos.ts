import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  EngineServer,
  freePort,
  startEngineServer,
} from '@internal/plugin-policies-node/testUtils';

/* Cerbos keeps no entities: what is stored elsewhere stands in the policy. */
const RECORDS = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: record
  version: default
  variables:
    local:
      status: 'has(R.attr.status) ? R.attr.status : {"record-1": "active", "record-2": "archived"}[R.id]'
      role: 'has(P.attr.role) ? P.attr.role : (P.id == "bob" ? "admin" : "none")'
  rules:
    - name: readers
      actions: [read]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match: { expr: 'P.id in ["alice", "bob"] && R.id in ["record-1", "record-2"]' }
    - name: writers
      actions: [write]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match: { expr: 'P.id == "alice" && V.status == "active"' }
    - name: archivists
      actions: [write]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match: { expr: 'V.status == "archived" && V.role == "admin"' }
`;

/** A real Cerbos server, which speaks AuthZEN, that decides the scenario. */
export async function startCerbos(): Promise<
  EngineServer & { readonly url: string }
> {
  const policies = mkdtempSync(join(tmpdir(), 'cerbos-policies-'));
  writeFileSync(join(policies, 'records.yaml'), RECORDS);
  const [port, grpcPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const settings = [
    `server.httpListenAddr=127.0.0.1:${port}`,
    `server.grpcListenAddr=127.0.0.1:${grpcPort}`,
    'telemetry.disabled=true',
    'storage.driver=disk',
    `storage.disk.directory=${policies}`,
  ];
  const server = await startEngineServer(
    'cerbos',
    [
      'server',
      '--log-level=error',
      '--debug-listen-addr=',
      ...settings.map(setting => `--set=${setting}`),
    ],
    { ready: async () => (await fetch(`${url}/_cerbos/health`)).ok },
  );
  return {
    ...server,
    url,
    stop: async signal => {
      await server.stop(signal);
      rmSync(policies, { recursive: true, force: true });
    },
  };
}
