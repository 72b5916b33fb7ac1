import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Problem } from './Problem.mjs';

/** The folder a person typed a command in; npm runs scripts in that of the checkout. */
export function typedIn(environment = process.env) {
  return environment.INIT_CWD || process.cwd();
}

async function readConfig(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(
      `The configuration "${file}" cannot be read: ${error.code}`,
      'Give a file with --config that exists and that you may read',
    );
  }
  const { parse } = await import('yaml');
  let content;
  try {
    content = parse(text) ?? {};
  } catch (error) {
    throw new Problem(
      `The configuration "${file}" is not YAML: ${error.message}`,
      'Correct the line it names',
    );
  }
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Problem(
      `The configuration "${file}" holds no keys`,
      'Begin it with keys of app-config.yaml, such as "policies:"',
    );
  }
  return { file, content };
}

const portOf = listen =>
  typeof listen === 'string' ? /:?(\d+)$/.exec(listen)?.[1] : listen?.port;

/** The launcher waits for the portal, and tells its address, by the port that it was given itself. */
function requireSamePort({ file, content }, port) {
  const other = portOf(content.backend?.listen);
  if (/^\d+$/.test(other ?? '') && Number(other) !== port) {
    throw new Problem(
      `"${file}" sets 'backend.listen' to port ${other}, and the portal starts on ${port}`,
      `Take the port out of the file, or start with --port ${other}`,
    );
  }
}

/**
 * Reads the configuration files that a person gave, in their order.
 *
 * @param files - as they were typed
 * @param port - that the portal listens on
 * @returns `{ file, content }` each, the path absolute
 */
export async function readConfigFiles(files, port) {
  const read = [];
  for (const typed of files) {
    const config = await readConfig(resolve(typedIn(), typed));
    requireSamePort(config, port);
    read.push(config);
  }
  return read;
}

/** The last of some configurations that lists tokens of services: later lists replace earlier ones. */
export function findTokens(configs) {
  return configs.findLast(
    ({ content }) => content.backend?.auth?.externalAccess !== undefined,
  );
}

/** Whether some configuration keeps the databases elsewhere than in files. */
export function usesServer(configs) {
  const last = configs.findLast(({ content }) => content.backend?.database);
  const client = last?.content.backend.database.client;
  return client !== undefined && client !== 'better-sqlite3';
}
