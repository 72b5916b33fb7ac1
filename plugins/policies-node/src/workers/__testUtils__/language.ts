import { runWorker } from '../runWorker';

/* An engine for tests: it does to its thread what the files and requests say. */

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    // At work.
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function obey(order: string): void {
  const [word, milliseconds] = order.split(' ');
  if (word === 'spin') {
    spin(Number(milliseconds));
  } else if (word === 'sleep') {
    sleep(Number(milliseconds));
  }
}

let asked = 0;

runWorker({
  version: '1',
  compile: ({ files }) => {
    files.forEach(({ content }) => obey(`${content}`));
    return {
      diagnostics: [],
      artifact: { statements: [], known: { ids: {}, actions: [] } },
    };
  },
  load: () => ({
    evaluate: ({ action }) => {
      asked++;
      obey(action.name);
      return { outcome: 'allow', policies: [`${asked}`], durationUs: 1 };
    },
    dispose: () => {},
  }),
  isFatal: () => false,
});
