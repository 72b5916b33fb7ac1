import { Problem } from '../scripts/Problem.mjs';

/** Reads JSON from a backend; a connection is not kept, so that the backend can end at once. */
export async function read({ base, token }, path, options = {}) {
  const response = await fetch(`${base}${path}`, {
    ...options,
    headers: {
      connection: 'close',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new Problem(
      `"${path}" answered ${response.status}: ${await response.text()}`,
      'See the warnings of the backend above',
    );
  }
  return response.json();
}

/** How many sets and policies the registry has. */
export async function registered(backend) {
  const { counts } = await read(backend, '/api/policies/overview');
  return { sets: counts.sets, policies: counts.policies };
}

/**
 * Waits until the registry has read its sources: a backend is ready before that when they are many
 * or the machine is busy.
 *
 * @returns how many sets and policies it then has
 */
export async function untilRead(backend, { seconds = 180 } = {}) {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const overview = await read(backend, '/api/policies/overview');
    if (overview.refreshedAt) {
      return { sets: overview.counts.sets, policies: overview.counts.policies };
    }
    if (performance.now() > deadline) {
      throw new Problem(
        `The registry has not read its sources after ${seconds} s`,
        'See the warnings of the backend above',
      );
    }
    await new Promise(wake => setTimeout(wake, 500));
  }
}

/** How many sets and policies the catalog has, processed and searchable. */
export async function catalogued(backend) {
  const { facets } = await read(
    backend,
    '/api/catalog/entity-facets?facet=kind',
  );
  const count = kind =>
    facets.kind.find(({ value }) => value.toLowerCase() === kind)?.count ?? 0;
  return { sets: count('policyset'), policies: count('policy') };
}

/**
 * Counts until everything is there.
 *
 * @param count - how many sets and policies there are
 * @param wanted - how many there should be
 * @param what - for the message when they are not there in time
 * @param started - time to count the seconds from, as `performance.now()` gave it
 * @returns seconds since `started`
 */
export async function untilAll(count, wanted, { what, started, seconds }) {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const { sets, policies } = await count();
    if (sets >= wanted.sets && policies >= wanted.policies) {
      return (performance.now() - started) / 1_000;
    }
    if (performance.now() > deadline) {
      throw new Problem(
        `After ${seconds} s only ${sets} of ${wanted.sets} sets and ${policies} of ${wanted.policies} policies are ${what}`,
        'See the warnings of the backend above',
      );
    }
    await new Promise(wake => setTimeout(wake, 500));
  }
}
