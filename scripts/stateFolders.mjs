import { join, relative, resolve } from 'node:path';
import { fromRoot } from './processes.mjs';

/**
 * Where a command keeps what it writes for this machine: below ".portal" of the checkout, or all of it in the
 * folder that PORTAL_DATA names.
 *
 * @param command - `portal` or `engines`; without PORTAL_DATA each has databases of its own
 */
export function stateFolders(command, environment = process.env) {
  const moved =
    environment.PORTAL_DATA && resolve(environment.PORTAL_DATA.trim());
  const home = moved || fromRoot('.portal');
  const usual = command === 'engines' ? join('engines', 'data') : 'data';
  return {
    home,
    databases: moved || join(home, usual),
    config: join(home, 'app-config.local.yaml'),
    engines: join(home, 'engines'),
  };
}

/** A path as a person in the checkout would write it. */
export function tellPath(path) {
  const near = relative(fromRoot(), path);
  return near.startsWith('..') ? path : near;
}
