import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { DataLock } from './DataLock';
import { readDatabaseFolder } from './sqliteFiles';

/** The {@link DataLock} of a backend whose databases are files. */
const dataLockServiceRef = createServiceRef<DataLock | undefined>({
  id: 'portal.data-lock',
  scope: 'root',
});

/** Takes the folder of the databases before any plugin opens one. */
export const dataLockServiceFactory = createServiceFactory({
  service: dataLockServiceRef,
  deps: { config: coreServices.rootConfig },
  factory: ({ config }) => {
    const folder = readDatabaseFolder(config);
    return folder === undefined
      ? undefined
      : DataLock.take(folder, config.getOptionalString('app.baseUrl'));
  },
});
