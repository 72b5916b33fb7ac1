import { findTokens, readConfigFiles, usesServer } from './configFiles.mjs';
import {
  ensureDataFolder,
  ensureHome,
  makeTemporaryDataFolder,
} from './dataFolder.mjs';
import { requireUnused } from './data/lock.mjs';
import { requireRoom } from './data/room.mjs';
import { requireSound } from './data/soundness.mjs';
import { ensureLocalConfig } from './localState.mjs';
import { requireFree } from './port.mjs';
import { buildApp, install } from './preparation.mjs';
import { stateFolders } from './stateFolders.mjs';

/**
 * Sets up what a portal of this machine needs before it starts: packages, app, folders, configuration, and
 * databases that can be used.
 *
 * @param command - `portal` or `engines`
 * @returns the folders, that of the databases with how to remove it, what a person gave with `--config`, the
 *   configuration of this machine, and its token unless others take its place
 */
export async function prepareState(command, { port, fresh, configFiles }) {
  await requireFree(port, `npm run ${command}`);
  await install();
  const configs = await readConfigFiles(configFiles, port);
  const folders = stateFolders(command);
  ensureHome(folders);
  const data = fresh ? makeTemporaryDataFolder() : ensureDataFolder(folders);
  requireRoom(data.folder);
  const usesFiles = !usesServer(configs);
  if (usesFiles) {
    requireUnused(data.folder);
    requireSound(data.folder, command);
  }
  await buildApp();
  const { file, token } = await ensureLocalConfig(folders);
  const tokens = findTokens(configs);
  return {
    folders,
    data,
    configs,
    usesFiles,
    localConfigFile: file,
    // Of tokens that a person lists, it is theirs to know which may ask what.
    token: tokens ? undefined : token,
    tokenFile: tokens?.file ?? file,
  };
}
