import { execFileSync } from 'child_process';
import { lookup } from 'dns';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { until } from '../testUtils/until';
import { freePort } from '../testUtils/engineServers';
import {
  Answerer,
  FaultyServer,
  json,
  raw,
  startFaultyServer,
} from '../testUtils/startFaultyServer';
import { EngineCall, EngineConnection } from './EngineConnection';
import { guardedLookup } from './forbiddenAddresses';
import { readEngineOptions, remoteOptionsSchema } from './remoteOptions';

jest.mock('dns', () => {
  const dns = jest.requireActual('dns');
  return { ...dns, lookup: jest.fn(dns.lookup) };
});

const SECRET = 'hunter2-of-the-pdp';
const ask: EngineCall = {
  method: 'POST',
  path: '/decide',
  body: { who: 'body-of-the-request' },
  repeatable: true,
};
const hang: Answerer = () => {};
const good = json({ decision: true });

describe('EngineConnection', () => {
  const ends: Array<() => Promise<void>> = [];
  const logger = mockServices.logger.mock();

  afterEach(async () => {
    await Promise.all(ends.splice(0).map(end => end()));
    jest.clearAllMocks();
  });

  function connect(url: string, config: JsonObject = {}): EngineConnection {
    const connection = new EngineConnection({
      engine: 'pdp',
      remote: readEngineOptions(
        'pdp',
        { url, token: SECRET, retries: 0, ...config },
        remoteOptionsSchema,
      ),
      logger,
    });
    ends.push(() => connection.close());
    return connection;
  }

  async function serve(
    answer: Answerer,
    options?: Parameters<typeof startFaultyServer>[1],
  ): Promise<FaultyServer> {
    const server = await startFaultyServer(answer, options);
    ends.push(() => server.stop());
    return server;
  }

  async function faultOf(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      answer => {
        throw new Error(`answered ${JSON.stringify(answer)}`);
      },
      (thrown: Error) => thrown,
    );
    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toMatch(/^engine 'pdp' /);
    for (const told of [error.message, JSON.stringify(error)]) {
      expect(told).not.toMatch(/hunter2|of-the-request|of-the-answer/);
    }
    return error.message;
  }

  it('asks below the configured path, with credentials, over few connections', async () => {
    const server = await serve(good);
    const connection = connect(`${server.url}/pdp/`, {
      connections: 2,
      headers: { 'x-tenant': 'blue' },
    });
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => connection.call(ask)),
      );
      expect(answers[9]).toMatchObject({
        status: 200,
        body: { decision: true },
      });
    }
    expect(server.connections).toBeLessThanOrEqual(2);
    expect(server.requests).toHaveLength(30);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/pdp/decide',
      body: '{"who":"body-of-the-request"}',
      headers: {
        authorization: `Bearer ${SECRET}`,
        'content-type': 'application/json',
        'x-tenant': 'blue',
      },
    });
    expect(connection.state()).toEqual({
      circuit: 'closed',
      latencyMs: expect.any(Number),
    });
    server.answerWith(response => response.writeHead(204).end());
    expect((await connection.call(ask)).body).toBeUndefined();
    for (const path of ['//evil.example', 'x', '/\\evil', '/a b', '/a\r\nb']) {
      await expect(connection.call({ ...ask, path })).rejects.toThrow(
        /must begin with one slash/,
      );
    }
  });

  it.each<[string, Answerer, RegExp]>([
    ['401', json('of-the-answer', 401), /refuses the portal's credentials/],
    ['403', json('of-the-answer', 403), /refuses the portal's credentials/],
    ['404', json('of-the-answer', 404), /does not know what the portal asks/],
    ['429', json('of-the-answer', 429), /asked too often/],
    ['500', json('of-the-answer', 500), /fails \(500\)/],
    ['no JSON', raw(http('<html>of-the-answer')), /no JSON/],
    ['half a body', raw(http('{"decision": tr')), /no JSON, or only half/],
    [
      'half a body by its length',
      raw(http('{"decision": true}', 200)),
      /broke off the connection/,
    ],
    [
      'a body whose chunks never end',
      raw(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n12\r\n{"decision": true}\r\n',
      ),
      /broke off the connection/,
    ],
    ['no HTTP', raw('\u0001of-the-answer\r\n\r\n'), /no HTTP/],
    ['nothing', raw(''), /broke off the connection/],
    [
      'a reset amid the body',
      response => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"decision": true}');
        setTimeout(() => response.socket!.resetAndDestroy(), 20);
      },
      /broke off the connection/,
    ],
    [
      '10 MB',
      json({ decision: true, more: 'x'.repeat(10_000_000) }),
      /answered more than 5000000 bytes/,
    ],
    ['10 MB of a fault', json('x'.repeat(10_000_000), 500), /fails \(500\)/],
    ['a hang', hang, /did not answer in time/],
    [
      'a byte every 100 ms',
      response => {
        response.writeHead(200, { 'content-length': 1_000 });
        const trickle = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(trickle));
      },
      /did not answer in time/,
    ],
    [
      'headers that trickle',
      response => {
        response.socket!.write('HTTP/1.1 200 OK\r\n');
        const trickle = setInterval(
          () => response.socket?.write('x-more: 1\r\n'),
          100,
        );
        response.on('close', () => clearInterval(trickle));
      },
      /did not answer in time/,
    ],
  ])('makes %s a fault that says so', async (_, answer, message) => {
    const server = await serve(answer);
    const connection = connect(server.url, { timeoutMs: 500 });
    expect(await faultOf(connection.call(ask))).toMatch(message);
    server.answerWith(good);
    expect((await connection.call(ask)).body).toEqual({ decision: true });
  });

  it('follows no redirect, to nowhere', async () => {
    const elsewhere = await serve(good);
    const server = await serve((response, { path }) => {
      const target = path === '/decide' ? `${elsewhere.url}/` : '/decide';
      response.writeHead(307, { location: target }).end();
    });
    const connection = connect(server.url);
    for (const path of ['/decide', '/other']) {
      expect(await faultOf(connection.call({ ...ask, path }))).toMatch(
        /redirects \(307\)/,
      );
    }
    expect(server.requests).toHaveLength(2);
    expect(elsewhere.connections).toBe(0);
  });

  it('returns statuses that are accepted, with text where they hold no JSON', async () => {
    const server = await serve(json({ code: 3 }, 400));
    const connection = connect(server.url);
    const call = { ...ask, accept: [400] };
    expect(await connection.call(call)).toMatchObject({
      status: 400,
      body: { code: 3 },
    });
    server.answerWith(response => response.writeHead(400).end('no subject'));
    expect((await connection.call(call)).body).toBe('no subject');
  });

  it('says when there is no server, no such host, and no network to it', async () => {
    const port = await freePort();
    expect(
      await faultOf(connect(`http://127.0.0.1:${port}`).call(ask)),
    ).toMatch(/is not running.*'url'/);
    expect(
      await faultOf(
        connect('http://no-such-host.invalid', { timeoutMs: 4_000 }).call(ask),
      ),
    ).toMatch(/cannot be found.*'url'/);
  });

  it('trusts a server of TLS by its authority and name only', async () => {
    const own = certificate('localhost');
    const server = await serve(good, { tls: own });
    expect(await faultOf(connect(server.url).call(ask))).toMatch(
      /no trusted TLS connection \(DEPTH_ZERO_SELF_SIGNED_CERT\).*'tls\.ca'/,
    );
    const trusted = connect(server.url, { tls: { ca: own.cert } });
    expect((await trusted.call(ask)).body).toEqual({ decision: true });

    const other = certificate('elsewhere.example');
    const misnamed = await serve(good, { tls: other });
    expect(
      await faultOf(
        connect(misnamed.url, { tls: { ca: other.cert } }).call(ask),
      ),
    ).toMatch(/no trusted TLS connection \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
    expect(misnamed.requests).toEqual([]);

    const plain = await serve(good);
    expect(
      await faultOf(connect(plain.url.replace('http:', 'https:')).call(ask)),
    ).toMatch(/no trusted TLS connection/);
  });

  it('repeats only what changes nothing, and only within its time', async () => {
    const server = await serve(json({}, 503));
    const connection = connect(server.url, { retries: 2 });
    await faultOf(connection.call({ ...ask, repeatable: false }));
    expect(server.requests).toHaveLength(1);
    await faultOf(connection.call(ask));
    expect(server.requests).toHaveLength(4);

    const lucky = await serve(response =>
      lucky.requests.length < 3
        ? response.socket!.destroy()
        : response.end('{"decision":true}'),
    );
    expect((await connect(lucky.url, { retries: 2 }).call(ask)).body).toEqual({
      decision: true,
    });

    const refused = await serve(json({}, 404));
    await faultOf(connect(refused.url, { retries: 5 }).call(ask));
    expect(refused.requests).toHaveLength(1);

    const slow = await serve(response => {
      setTimeout(() => json({}, 500)(response, slow.requests[0]), 60);
    });
    const message = await faultOf(
      connect(slow.url, { retries: 5, timeoutMs: 100 }).call(ask),
    );
    expect(message).toMatch(/fails \(500\)/);
    expect(slow.requests.length).toBeLessThanOrEqual(2);
  });

  it('refuses calls after five faults and asks again by itself', async () => {
    const server = await serve(json({}, 500));
    const connection = connect(server.url);
    for (let index = 0; index < 5; index++) {
      expect(connection.state().circuit).toBe('closed');
      await faultOf(connection.call(ask));
    }
    expect(connection.state().circuit).toBe('open');
    expect(await faultOf(connection.call(ask))).toMatch(
      /tried again by itself/,
    );
    expect(server.requests).toHaveLength(5);
    await server.stop();
    await untilAnswered(connection, /is not running/);
    await server.start();
    server.answerWith(good);
    await untilAnswered(connection, undefined);
    expect(connection.state().circuit).toBe('closed');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(1);
  }, 20_000);

  it('counts refused credentials and wrong paths as no break', async () => {
    const server = await serve(json({}, 401));
    const connection = connect(server.url);
    for (let index = 0; index < 8; index++) {
      expect(await faultOf(connection.call(ask))).toMatch(/credentials/);
    }
    expect(connection.state().circuit).toBe('closed');
  });

  it('bounds calls under way and waiting, also in time', async () => {
    const server = await serve(hang);
    const connection = connect(server.url, {
      maxConcurrent: 1,
      maxQueued: 1,
      timeoutMs: 10_000,
    });
    const first = connection.call(ask);
    const waiting = connection.call({ ...ask, timeoutMs: 100 });
    expect(await faultOf(connection.call(ask))).toMatch(
      /is too busy: 1 calls are under way and 1 wait.*'maxConcurrent'/,
    );
    expect(await faultOf(waiting)).toMatch(
      /is too busy: the time of the call passed/,
    );
    expect(server.requests).toHaveLength(1);
    expect(connection.state().circuit).toBe('closed');
    const closing = faultOf(first);
    await connection.close();
    expect(await closing).toMatch(/not in use any more/);
    expect(await faultOf(connection.call(ask))).toMatch(/not in use any more/);
  });

  /** Asks until the circuit lets a call through that ends so; undefined for an answer. */
  async function untilAnswered(
    connection: EngineConnection,
    wanted: RegExp | undefined,
  ): Promise<void> {
    await until(
      () =>
        connection.call(ask).then(
          () => undefined,
          (error: Error) => error.message,
        ),
      told => (wanted ? told && wanted.test(told) : told === undefined),
    );
  }
});

describe('options of a remote engine', () => {
  const read = (config: JsonObject) => () =>
    readEngineOptions('pdp', config, remoteOptionsSchema);
  const url = 'http://127.0.0.1:3592';

  it.each<[string, JsonObject, RegExp]>([
    ['no url', {}, /engines\.pdp\.url'/],
    ['a file', { url: 'file:///etc/hunter2' }, /\.url': an http or https URL/],
    ['no URL at all', { url: 'hunter2' }, /\.url': an http or https URL/],
    ['a password', { url: 'http://u:hunter2@h/' }, /\.url': .*'basic'/],
    ['a user', { url: 'http://hunter2@h/' }, /\.url': .*'basic'/],
    ['a query', { url: 'http://h/?key=hunter2' }, /\.url': .*no query/],
    ['an unknown option', { url, pasword: 'hunter2' }, /pasword/],
    ['a token of two lines', { url, token: 'hunter2\nx: y' }, /\.token': /],
    [
      'a reserved header',
      { url, headers: { Authorization: 'hunter2' } },
      /\.headers\.Authorization': /,
    ],
    [
      'a header of two lines',
      { url, headers: { 'x-key': 'hunter2\r\nhost: evil' } },
      /\.headers\.x-key': must be one line/,
    ],
    [
      'a header with a wild name',
      { url, headers: { 'x: y': 'hunter2' } },
      /\.headers\./,
    ],
    ['a bad authority', { url, tls: { ca: 'hunter2' } }, /\.tls\.ca': /],
    ['a time of no sense', { url, timeoutMs: 1 }, /\.timeoutMs': /],
  ])('names %s and not its value', (_, config, message) => {
    expect(read(config)).toThrow(message);
    expect(read(config)).not.toThrow(/hunter2/);
    expect(read(config)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it.each([
    '169.254.169.254',
    '169.254.169.254.',
    '2852039166',
    '0xa9fea9fe',
    '0xA9.0xFE.0xA9.0xFE',
    '0251.0376.0251.0376',
    '169.254.43518',
    '１６９.254.169.254',
    '%31%369.254.169.254',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
    '[fe80::1]',
    '[fd00:ec2::254]',
  ])('refuses the link-local address %s', host => {
    for (const spelled of [`http://${host}/latest`, `https://${host}:8443`]) {
      expect(read({ url: spelled })).toThrow(/\.url': .*link-local/);
    }
  });

  it('takes what engines have', () => {
    for (const fine of [
      'http://localhost:8181',
      'https://pdp.example/base/path',
      'http://10.0.0.8:3592',
      'http://[::1]:3592',
      'http://[fd00::1]:3592',
    ]) {
      expect(read({ url: fine })()).toMatchObject({
        url: fine,
        timeoutMs: 2_000,
        retries: 2,
        headers: {},
      });
    }
  });

  it('resolves no name to a link-local address', async () => {
    const resolve = (options: object) =>
      new Promise<unknown>((done, fail) =>
        guardedLookup('pdp.example', options, (error, ...found) =>
          error ? fail(error) : done(found),
        ),
      );
    const resolved = (...addresses: string[]) =>
      jest.mocked(lookup).mockImplementationOnce(((
        _host: string,
        _options: object,
        callback: Function,
      ) =>
        callback(
          null,
          addresses.map(address => ({
            address,
            family: address.includes(':') ? 6 : 4,
          })),
        )) as never);
    resolved('169.254.169.254', '::ffff:169.254.169.254', 'fe80::1');
    await expect(resolve({ all: true })).rejects.toMatchObject({
      code: 'EFORBIDDEN',
    });
    resolved('169.254.169.254', '10.0.0.8');
    expect(await resolve({ all: true })).toEqual([
      [{ address: '10.0.0.8', family: 4 }],
    ]);
    resolved('fe80::1', '10.0.0.8');
    expect(await resolve({})).toEqual(['10.0.0.8', 4]);
  });
});

/** An answer of status 200, with a length of its own if given. */
function http(body: string, length = body.length): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** A certificate that signs itself. */
function certificate(host: string): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const file = (name: string) => join(folder, name);
  try {
    execFileSync(
      'openssl',
      [
        ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256'.split(' '),
        ...'-nodes -days 2'.split(' '),
        ...['-keyout', file('key'), '-out', file('cert')],
        ...['-subj', `/CN=${host}`],
        ...['-addext', `subjectAltName=DNS:${host}`],
      ],
      { stdio: 'ignore' },
    );
    return {
      key: readFileSync(file('key'), 'utf8'),
      cert: readFileSync(file('cert'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
