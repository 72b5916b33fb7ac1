import { spawn } from 'child_process';
import { once } from 'events';

it('ends a process whose output nobody reads any more', async () => {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--eval',
      `process.on('uncaughtException', error => console.log(error));
      require(${JSON.stringify(require.resolve('./endWithOutput'))})
        .endWithOutput([process.stdout, process.stderr], () => process.exit(7));
      setInterval(() => console.log('still here'), 10);`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await once(child, 'exit')).toEqual([7, null]);
});
