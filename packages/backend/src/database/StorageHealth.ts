import type { LoggerService } from '@backstage/backend-plugin-api';
import { readdirSync, statSync } from 'fs';
import { rm, writeFile } from 'fs/promises';
import { join } from 'path';
import { openSqlite } from './sqliteFiles';
import { StorageFault, StorageFaults } from './StorageFaults';

/** What a request met is told for so long after it, as probes of readiness come every few seconds. */
const RECENT_MS = 15_000;
/** More than what a change or a second of decisions writes. */
const PROBE = Buffer.alloc(256 * 1024, 1);
/** Reading through a larger database would hold up decisions. */
const READ_THROUGH_BYTES = 256e6;

const TROUBLE: Record<StorageFault, string> = {
  full: 'the disk that holds its databases is full, so nothing can be saved: no changes, no approvals, no decision log',
  damaged: 'a database is damaged; the log says which one',
  locked: 'a database is locked by another program',
};

/** Tells whether the databases of a backend, which are files of a folder, can be written. */
export class StorageHealth {
  private told?: StorageFault;

  constructor(
    private readonly options: {
      folder: string;
      faults: StorageFaults;
      logger: LoggerService;
    },
  ) {}

  /** What is wrong, in words for operators; undefined while all is well. */
  async findTrouble(): Promise<string | undefined> {
    const fault = await this.findFault();
    if (fault !== this.told) {
      this.told = fault;
      this.log(fault);
    }
    return fault && TROUBLE[fault];
  }

  private async findFault(): Promise<StorageFault | undefined> {
    const { faults } = this.options;
    // It does not get better while the process runs.
    if (faults.metWithin('damaged', Infinity)) {
      return 'damaged';
    }
    if (faults.metWithin('full', RECENT_MS) || (await this.isFull())) {
      return 'full';
    }
    return faults.metWithin('locked', RECENT_MS) ? 'locked' : undefined;
  }

  private async isFull(): Promise<boolean> {
    const file = join(this.options.folder, 'portal.probe');
    try {
      await writeFile(file, PROBE, { mode: 0o600 });
      return false;
    } catch (error) {
      return /^(ENOSPC|EDQUOT)$/.test(codeOf(error));
    } finally {
      await rm(file, { force: true }).catch(() => {});
    }
  }

  private log(fault: StorageFault | undefined): void {
    const { folder, logger } = this.options;
    switch (fault) {
      case undefined:
        logger.info(`the databases in '${folder}' can be written again`);
        break;
      case 'damaged':
        logger.error(
          `the database '${
            findDamaged(folder) ?? folder
          }' is damaged; end the portal, and restore a backup, with PORTAL_DATA set as for the portal: npm run portal -- restore FILE`,
        );
        break;
      case 'full':
        logger.error(
          `the disk of the databases in '${folder}' is full; free some space, and the portal goes on by itself`,
        );
        break;
      default:
        logger.error(
          `a database in '${folder}' is locked by another program; end that program`,
        );
    }
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}

/** The file that is damaged, if one is found to be. */
function findDamaged(folder: string): string | undefined {
  return readdirSync(folder)
    .filter(name => name.endsWith('.sqlite'))
    .map(name => join(folder, name))
    .find(file => {
      if (statSync(file).size > READ_THROUGH_BYTES) {
        return false;
      }
      try {
        const database = openSqlite(file, { readonly: true });
        try {
          const told = JSON.stringify(database.pragma('quick_check(1)'));
          return !told.includes('"ok"');
        } finally {
          database.close();
        }
      } catch (error) {
        return /CORRUPT|NOTADB/.test(codeOf(error));
      }
    });
}
