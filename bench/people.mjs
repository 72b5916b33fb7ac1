/** A person of the example company who uses the portal's API. */
export async function signIn(url, user) {
  const response = await fetch(`${url}/api/auth/example/refresh`, {
    headers: {
      'x-example-person': user,
      'x-requested-with': 'XMLHttpRequest',
    },
  });
  const { backstageIdentity } = await response.json();
  return {
    /** Calls the policies backend; throws what it answers when it refuses. */
    async call(method, path, body, base = url) {
      const answer = await fetch(`${base}/api/policies${path}`, {
        method,
        headers: {
          authorization: `Bearer ${backstageIdentity.token}`,
          'content-type': 'application/json',
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) {
        throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      }
      return text ? JSON.parse(text) : undefined;
    },
  };
}

/** Waits until the checks of a change ended and it is known who has to approve. */
export async function untilChecked(person, id) {
  for (;;) {
    const change = await person.call('GET', `/changes/${id}`);
    if (
      !change.checks.pending &&
      (change.requirements.length || change.state === 'draft')
    ) {
      return change;
    }
    await new Promise(wake => setTimeout(wake, 50));
  }
}
