import { spawn } from 'child_process';
import { once } from 'events';

const program = `require(${JSON.stringify(
  require.resolve('./endWithInput'),
)}).endWithInput(process.stdin, () => process.exit(7));
  console.log('started');
  setInterval(() => {}, 1000);`;

/** The process that is started by one that is killed, and how it ends. */
it('ends a process whose starter was killed', async () => {
  const starter = spawn(
    process.execPath,
    [
      '--eval',
      `const child = require('child_process').spawn(process.execPath, [
        '--require', ${JSON.stringify(
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        )},
        '--eval', ${JSON.stringify(program)},
      ], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, PORTAL_ENDS_WITH_INPUT: '1' },
      });
      child.stdout.once('data', () => console.log(child.pid));`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [told] = await once(starter.stdout, 'data');
  const pid = Number(told);
  expect(() => process.kill(pid, 0)).not.toThrow();
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  const isThere = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  while (isThere()) {
    await new Promise(wake => setTimeout(wake, 20));
  }
  expect(isThere()).toBe(false);
});
