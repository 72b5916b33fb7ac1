import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import { CompiledSet } from '@internal/plugin-policies-node';
import {
  bundleOf,
  describeWithServer,
  readFixture,
  SCENARIO_EVALUATIONS,
} from '@internal/plugin-policies-node/testUtils';
import express from 'express';
import { OpaServer } from './__testUtils__/OpaServer';
import { OpaEngine } from './OpaEngine';
import { readOpaOptions } from './OpaOptions';

const [ALLOWED] = SCENARIO_EVALUATIONS;
const bundle = bundleOf(readFixture('rego').base);

const compile = (engine: OpaEngine) => engine.compile(bundle, { mode: 'live' });

describeWithServer('opa', 'OPA engine of several replicas', () => {
  let opa: OpaServer;
  let other: OpaEngine;
  const servers: Server[] = [];

  const listen = async (app: express.RequestHandler) => {
    const server = createServer(express().use(app));
    servers.push(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const createEngine = (url: string) =>
    new OpaEngine(
      'opa',
      readOpaOptions('opa', { url, publishTimeoutMs: 2_000 }),
      mockServices.logger.mock(),
    );

  beforeEach(async () => {
    opa = await OpaServer.start();
    other = createEngine(opa.url);
  }, 30_000);

  afterEach(async () => {
    await other.dispose();
    await opa.stop();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  }, 30_000);

  async function expectAllows(set: CompiledSet): Promise<void> {
    expect(await set.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'allow' },
    ]);
  }

  it('refuses by name to share an OPA, and never decides by what is there of another replica', async () => {
    const { compiled } = await compile(opa.engine);
    // The very revision is there, for as long as the other replica likes.
    await expect(compile(other)).rejects.toThrow(
      /engine 'opa' at '.*' serves the bundle of another replica of the portal, and does not ask this one .*each replica needs an OPA of its own/,
    );
    await expect(other.checkHealth()).rejects.toThrow(/OPA of its own/);
    await expectAllows(compiled!);
    await opa.engine.checkHealth();

    // It comes back once OPA asks it, as after a fix.
    const url = await listen(other.handler);
    await fetch(`${url}/bundles/portal.tar.gz`);
    await other.checkHealth();
  }, 60_000);

  it('says so when OPA asks several replicas in turn', async () => {
    const before = (await compile(opa.engine)).compiled!;
    // OPA fetches from whoever a load balancer in front of the replicas chooses: now from the other.
    const first = opa.engine;
    opa.answerWith(other.handler);
    const after = (await compile(other)).compiled!;
    await expectAllows(after);
    expect(await before.evaluate([ALLOWED.request])).toMatchObject([
      { outcome: 'error', fault: 'engine' },
    ]);
    await expect(first.checkHealth()).rejects.toThrow(
      /asks several of them in turn: each replica needs an OPA of its own/,
    );
    await other.checkHealth();
  }, 60_000);

  it('takes over the OPA of the process before it', async () => {
    await compile(opa.engine);
    opa.answerWith(other.handler);
    await other.checkHealth();
    await expectAllows((await compile(other)).compiled!);
    expect(await other.checkHealth()).toMatchObject({
      version: expect.any(String),
    });
  }, 60_000);
});
