import { capture } from './processes.mjs';
import { formatDuration } from './steps.mjs';

const TELL_EVERY_MS = 60_000;

/**
 * Runs a child to its end and shows its output only when it fails. Until then it tells once a minute how
 * many lines matched `counted`.
 *
 * @param counted - matches a line for each part that ended, such as a test file
 * @param parts - what these parts are called
 * @param onFailure - gets what it wrote when it fails; by default that is shown
 * @returns its exit code
 */
export async function runQuietly(
  command,
  args,
  { counted, parts, onFailure = output => console.log(output), ...options },
) {
  const started = Date.now();
  let count = 0;
  let rest = '';
  const timer = setInterval(
    () =>
      console.log(
        `  ${count} ${parts} after ${formatDuration(Date.now() - started)}`,
      ),
    TELL_EVERY_MS,
  );
  try {
    const { code, output } = await capture(command, args, {
      ...options,
      onOutput: text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        count += lines.filter(line => counted.test(line)).length;
      },
    });
    if (code !== 0) {
      onFailure(output);
    }
    return code;
  } finally {
    clearInterval(timer);
  }
}
