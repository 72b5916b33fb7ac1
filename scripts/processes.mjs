import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './Problem.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const running = new Set();
const cleanups = new Set();
let stopSignal;

const graceOf = new WeakMap();

/** An absolute path inside the checkout. */
export function fromRoot(...path) {
  return resolve(root, ...path);
}

/**
 * Starts a child in the checkout that is told of every signal this process
 * gets. After `grace` milliseconds it is ended by force: a backend waits for
 * open connections last of all, and its own event bus keeps one open.
 */
export function start(command, args, { grace = 3_000, ...options } = {}) {
  if (stopSignal) {
    throw new Problem('Stopped', `"${command}" was not started`);
  }
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
  });
  running.add(child);
  graceOf.set(child, grace);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Resolves with the exit code of a child; a child that was told to stop and did not counts as stopped. */
export function exitOf(child) {
  return new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null) {
        settle(code);
      } else {
        settle(stopSignal && signal === 'SIGKILL' ? 0 : signalCode(signal));
      }
    });
  });
}

/** Runs a child to its end, its output shown as it comes. */
export function run(command, args, options) {
  return exitOf(start(command, args, options));
}

/** Runs a child to its end and keeps its output; `onOutput` sees it as it comes. */
export async function capture(command, args, { onOutput, ...options } = {}) {
  const child = start(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
    output += text;
    onOutput?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    output += text;
    onOutput?.(text);
  });
  const code = await exitOf(child);
  return { code, stdout, output };
}

/** Stops a child, by force when it does not end in time. */
export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise(settle => child.once('exit', settle));
  const timer = setTimeout(() => child.kill('SIGKILL'), graceOf.get(child));
  child.kill(signal);
  await ended;
  clearTimeout(timer);
}

/** Registers work to be done before the process ends; returns a function that does it now. */
export function onEnd(cleanup) {
  cleanups.add(cleanup);
  return async () => {
    if (cleanups.delete(cleanup)) {
      await cleanup();
    }
  };
}

/** The signal this process was asked to end with, if it was. */
export function stopRequested() {
  return stopSignal;
}

function signalCode(signal) {
  return { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 }[signal] ?? 1;
}

async function stopAll(signal) {
  if (stopSignal) {
    return;
  }
  stopSignal = signal;
  const children = [...running];
  await Promise.all(children.map(child => stop(child, signal)));
  for (const cleanup of [...cleanups]) {
    await cleanup();
  }
  // With a child, its own end decides: `exitOf` has passed its code on.
  setTimeout(
    () => process.exit(signalCode(signal)),
    children.length ? 1_000 : 0,
  );
}

process.on('SIGINT', () => stopAll('SIGINT'));
process.on('SIGTERM', () => stopAll('SIGTERM'));
process.on('SIGHUP', () => stopAll('SIGTERM'));

// npm passes a signal to the shell it runs a script in, and that shell ends
// without passing it on: all that is left to notice is that the parent is gone.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      stopAll('SIGTERM');
    }
  }, 500).unref();
}
