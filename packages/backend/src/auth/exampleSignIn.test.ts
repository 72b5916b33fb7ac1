import { readFileSync } from 'fs';
import { join } from 'path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { checkExampleSignIn } from './exampleSignIn';

const WANTED = { policies: { example: { signIn: true } } };
const ALLOWED = { PORTAL_ALLOW_EXAMPLE_SIGN_IN: '1' };
const GUEST = { auth: { providers: { guest: { userEntityRef: 'user:a/b' } } } };

type Data = NonNullable<ConstructorParameters<typeof ConfigReader>[0]>;

function check(data: Data, environment: Record<string, string> = {}) {
  checkExampleSignIn(new ConfigReader(data), environment as NodeJS.ProcessEnv);
}

const listening = (listen: Data[string]) => ({ ...GUEST, backend: { listen } });

describe('sign-in without a password', () => {
  it.each([
    '127.0.0.1:7007',
    'localhost:7007',
    { host: '127.0.0.1', port: 7007 },
    { host: '127.8.9.10' },
    { host: 'localhost' },
    { host: '::1' },
    { host: '::ffff:127.0.0.1' },
  ])('starts where only this machine gets: %j', listen => {
    expect(() => check(listening(listen))).not.toThrow();
  });

  it.each([
    undefined,
    7007,
    '7007',
    ':7007',
    '0.0.0.0:7007',
    {},
    { port: 7007 },
    { host: '0.0.0.0' },
    { host: '::' },
    { host: '10.0.0.1' },
    { host: 'portal.example.com' },
    { host: '127.0.0.1.example.com' },
  ])(
    'is refused by name where others get, unless both ask for it: %j',
    listen => {
      const data = listening(listen);
      for (const [wanted, allowed] of [
        [{}, {}],
        [WANTED, {}],
        [{}, ALLOWED],
        [WANTED, { PORTAL_ALLOW_EXAMPLE_SIGN_IN: 'true' }],
        [{ policies: { example: { signIn: false } } }, ALLOWED],
      ] as Array<[object, Record<string, string>]>) {
        expect(() => check({ ...data, ...wanted }, allowed)).toThrow(
          /^'auth\.providers\.guest' would let anybody .+ PORTAL_ALLOW_EXAMPLE_SIGN_IN to 1$/,
        );
      }
      expect(() => check({ ...data, ...WANTED }, ALLOWED)).not.toThrow();
    },
  );

  it('names every such provider, and the configuration for production has none', () => {
    const root = join(__dirname, '../../../..');
    const read = (name: string) =>
      parse(readFileSync(join(root, name), 'utf8'));
    const everywhere = {
      backend: { listen: { host: '0.0.0.0', port: 7007 } },
      auth: read('app-config.yaml').auth,
    };
    expect(() => check(everywhere)).toThrow(
      /^'auth\.providers\.guest' and 'auth\.providers\.example' would/,
    );
    const production = read('app-config.production.yaml');
    const config = ConfigReader.fromConfigs([
      { context: 'app-config.yaml', data: read('app-config.yaml') },
      { context: 'app-config.production.yaml', data: production },
    ]);
    expect(() =>
      checkExampleSignIn(config, {} as NodeJS.ProcessEnv),
    ).not.toThrow();
    expect(production.policies?.example).toBeUndefined();
  });
});
