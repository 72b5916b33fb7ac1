import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { Problem } from './Problem.mjs';

function canListen(port, host) {
  return new Promise(settle => {
    const server = createServer();
    server.once('error', error => settle(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => settle(true)),
    );
  });
}

/** Whether nothing listens where a browser would look for localhost. */
export async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && canListen(port, '::1');
}

/** A port nothing listens on, from `first` upwards. */
export async function findFreePort(first) {
  for (let port = first; port < first + 200; port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Problem(
    `No port from ${first} to ${first + 199} is free`,
    'End some of the servers that run on this machine',
  );
}

/** The inode of the socket that listens on a port, from the text of /proc/net/tcp. */
export function listeningSocket(table, port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (local?.endsWith(`:${hex}`) && state === '0A') {
      return inode;
    }
  }
  return undefined;
}

/** The process that listens on a port, where the system tells (Linux, own processes). */
export function findHolder(port) {
  try {
    const inode = ['/proc/net/tcp', '/proc/net/tcp6']
      .map(file => listeningSocket(readFileSync(file, 'utf8'), port))
      .find(Boolean);
    if (!inode) {
      return undefined;
    }
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        const holds = readdirSync(`/proc/${pid}/fd`).some(
          fd => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`,
        );
        if (holds) {
          const [command] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(
            '\0',
          );
          const folder = readlinkSync(`/proc/${pid}/cwd`);
          return { pid: Number(pid), name: basename(command), folder };
        }
      } catch {
        // Another user's process, or one that has just ended.
      }
    }
  } catch {
    // No /proc on this system.
  }
  return undefined;
}

/** Stops with the name of whoever holds the port, and how `command` takes another. */
export async function requireFree(port, command = 'npm run portal') {
  if (await isFree(port)) {
    return;
  }
  const holder = findHolder(port);
  throw new Problem(
    `Port ${port} is taken${
      holder
        ? ` by "${holder.name}" in ${holder.folder}, process ${holder.pid}`
        : ''
    }`,
    `${
      holder ? `End it (kill ${holder.pid}) or take` : 'Take'
    } another port: ${command} -- --port ${port + 10}`,
  );
}
