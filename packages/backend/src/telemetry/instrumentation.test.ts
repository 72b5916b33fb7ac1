import { spawn } from 'child_process';
import { once } from 'events';
import { createServer } from 'http';
import { AddressInfo, createServer as createTcpServer } from 'net';
import { resolve } from 'path';
import { until } from '@internal/plugin-policies-node/testUtils';

jest.setTimeout(60_000);

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface SentSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

/** Stands for a collector, and keeps the spans it is sent. */
async function startCollector() {
  const spans: SentSpan[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part);
    }
    const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString());
    for (const { scopeSpans } of resourceSpans) {
      for (const scope of scopeSpans) {
        spans.push(...scope.spans);
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    spans,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => server.close(),
  };
}

describe('instrumentation.js', () => {
  it('has decisions, engines, sets and jobs told to Prometheus, and spans of jobs and from door to engine to a collector', async () => {
    const collector = await startCollector();
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [
        '--no-deprecation',
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        '--require',
        resolve(__dirname, '../instrumentation.js'),
        resolve(__dirname, '__testUtils__/measuredPortal.ts'),
      ],
      {
        cwd: resolve(__dirname, '../..'),
        stdio: ['pipe', 'pipe', 'inherit'],
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_BSP_SCHEDULE_DELAY: '100',
        },
      },
    );
    let said = '';
    child.stdout.on('data', part => {
      said += part;
    });
    try {
      await until(() => said.includes('decided'));
      expect(said).toContain('decided 200 200 404');
      const { spans } = collector;
      await until(() =>
        spans.some(({ name }) => name === 'policies.job working.quick'),
      );
      const metrics = await until(
        async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
        text =>
          /jobs_running\{.*"interactive".*\} 0/.test(text) &&
          /jobs_running\{.*"bulk".*\} 1/.test(text),
      );
      const valueOf = (name: string, ...attributes: string[]) =>
        metrics
          .split('\n')
          .find(
            line =>
              line.startsWith(`backstage_plugin_policies_${name}{`) &&
              attributes.every(attribute => line.includes(attribute)),
          )
          ?.split(' ')
          .pop();
      const http = 'door="http"';
      expect([
        valueOf('decisions_total', 'set="records"', 'outcome="allow"', http),
        valueOf('decisions_total', 'set="records"', 'outcome="deny"', http),
        valueOf('decisions_total', 'set=""', 'outcome="rejected"', http),
        valueOf('decisions_duration_seconds_count', 'outcome="answered"'),
        valueOf('engines_requests_total', 'engine="cedar"', 'allow'),
        valueOf('engines_up', 'engine="cedar"'),
        valueOf('sets_serving'),
        valueOf('sources_refresh_duration_seconds_count', 'read'),
      ]).toEqual(['1', '1', '1', '2', '1', '1', '1', expect.any(String)]);
      const [interactive, bulk] = ['lane="interactive"', 'lane="bulk"'];
      expect([
        valueOf('jobs_duration_seconds_count', 'working.quick', 'done'),
        valueOf('jobs_running', interactive),
        valueOf('jobs_waiting', interactive),
        valueOf('jobs_running', bulk),
        valueOf('jobs_waiting', bulk),
      ]).toEqual(['1', '0', '0', '1', '1']);
      expect(metrics).not.toContain('nothing');

      await until(
        () => spans.filter(({ name }) => /evaluate$/.test(name)).length === 3,
      );
      const asked = spans.find(({ name }) => name === 'policies.ask-engine')!;
      const decided = spans.find(({ spanId }) => spanId === asked.parentSpanId);
      expect(decided?.name).toBe('policies.evaluate');
      const door = spans.find(({ spanId }) => spanId === decided?.parentSpanId);
      expect(door?.name).toMatch(/^POST/);
      expect(door?.traceId).toBe(asked.traceId);
    } finally {
      child.stdin.end();
      await once(child, 'exit');
      collector.stop();
    }
  });
});
