/**
 * Works on items in their order, several at a time.
 *
 * @param limit - how many are under way at once
 * @param work - a rejection ends the whole with it
 */
export async function forEachAtOnce<T>(
  items: T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(limit, items.length) }, async () => {
      while (next < items.length) {
        await work(items[next++]);
      }
    }),
  );
}
