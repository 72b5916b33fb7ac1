import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/** What can be wrong with the files of the databases themselves. */
export type StorageFault = 'full' | 'damaged' | 'locked';

/** What requests met last when they wrote to the databases. */
export class StorageFaults {
  private readonly met = new Map<StorageFault, number>();

  constructor(private readonly now: () => number = Date.now) {}

  report(fault: StorageFault): void {
    this.met.set(fault, this.now());
  }

  /** Whether a request met a fault in these last milliseconds. */
  metWithin(fault: StorageFault, milliseconds: number): boolean {
    const at = this.met.get(fault);
    return at !== undefined && this.now() - at < milliseconds;
  }
}

/** The one {@link StorageFaults} of a backend: told by its HTTP server, read by its health. */
export const storageFaultsServiceRef = createServiceRef<StorageFaults>({
  id: 'portal.storage-faults',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => new StorageFaults(),
    }),
});
