/**
 * Bounds how long something is waited for.
 *
 * @param what - subject of the message, for example `'engine 'opa''`
 * @param advice - what to do then, at the end of the message
 * @throws Error when `promise` is not settled after `ms` milliseconds; it is not waited for any more
 */
export async function inTime<T>(
  promise: Promise<T>,
  ms: number,
  what: string,
  advice?: string,
): Promise<T> {
  let timer: NodeJS.Timeout;
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new Error(
              `${what} gave no answer within ${ms} ms${
                advice ? `; ${advice}` : ''
              }`,
            ),
          ),
        ms,
      );
    }),
  ]).finally(() => clearTimeout(timer));
}
