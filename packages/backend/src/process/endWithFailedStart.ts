/**
 * Ends the process when the backend cannot start: Backstage logs that as an unhandled rejection and runs on
 * without ever becoming ready, so that whoever started it would wait for ever.
 *
 * @param start - settles once the backend has started, or cannot
 * @param end - ends the process, which then has failed
 */
export async function endWithFailedStart(
  start: Promise<unknown>,
  end: () => void,
): Promise<void> {
  try {
    await start;
  } catch (error) {
    console.error(`The backend cannot start: ${(error as Error).message}`);
    process.exitCode = 1;
    end();
  }
}
