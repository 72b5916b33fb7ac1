#!/usr/bin/env node
// The commands `npm run portal`, `npm run engines` and `npm test`, on a machine
// that has nothing but Node >= 20 and npm. Everything heavier is imported only after
// the toolchain is known to be there.
import { isStrict, parseArguments, usage } from './arguments.mjs';
import { calledByYarn, ensureToolchain } from './toolchain.mjs';
import { Problem, printProblem } from './Problem.mjs';
import { fromRoot, run } from './processes.mjs';

async function main() {
  const { command, options, rest } = parseArguments(process.argv.slice(2));

  if (options.help) {
    console.log(usage);
    return 0;
  }
  // `npm test` and `yarn test` are the same script. Called by Yarn it is what
  // it is in any Backstage app: jest over the workspaces, arguments passed on.
  // Called by npm it is every check there is.
  if (command === 'test' && calledByYarn(process.env)) {
    return run(process.execPath, [
      fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'test',
      ...rest,
    ]);
  }
  if (options.action === 'install') {
    const { installEngines } = await import('./engines/install.mjs');
    return installEngines({ strict: isStrict(process.env) });
  }
  const elsewhere = await ensureToolchain(process.argv.slice(2));
  if (elsewhere !== undefined) {
    return elsewhere;
  }
  if (options.file) {
    // SQLite comes with the packages.
    const { install } = await import('./preparation.mjs');
    await install();
    const actions = {
      backup: async () => (await import('./data/backup.mjs')).backup,
      restore: async () => (await import('./data/restore.mjs')).restore,
    };
    const act = await actions[options.action]();
    return act(command, options.file);
  }
  if (command === 'portal') {
    const { portal } = await import('./portal.mjs');
    return portal(options);
  }
  if (command === 'engines') {
    if (options.action === 'table') {
      const { writeTable } = await import('./engines/conformance.mjs');
      return writeTable();
    }
    const { serveEngines } = await import('./engines/serve.mjs');
    return serveEngines(options);
  }
  const { test } = await import('./test.mjs');
  return test();
}

main().then(
  code => process.exit(code),
  error => {
    if (error instanceof Problem) {
      printProblem(error);
    } else {
      console.error(error);
    }
    process.exit(1);
  },
);
