/**
 * Bounds what a driver may take.
 *
 * @param what - subject of the message, for example `'engine 'opa''`
 * @throws Error when `promise` is not settled after `ms` milliseconds; it is not waited for any more
 */
export async function inTime<T>(
  promise: Promise<T>,
  ms: number,
  what: string,
): Promise<T> {
  let timer: NodeJS.Timeout;
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${what} gave no answer within ${ms} ms`)),
        ms,
      );
    }),
  ]).finally(() => clearTimeout(timer));
}
