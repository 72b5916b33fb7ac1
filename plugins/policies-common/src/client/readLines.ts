/** Reads a newline-delimited response as it arrives; empty lines are left out. */
export async function* readLines(response: Response): AsyncIterable<string> {
  if (!response.body) {
    yield* (await response.text()).split('\n').filter(Boolean);
    return;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split('\n');
      rest = done ? '' : lines.pop() ?? '';
      yield* lines.filter(Boolean);
      if (done) {
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
