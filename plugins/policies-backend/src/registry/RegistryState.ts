import { RegistryError } from '@internal/plugin-policies-common';

/** What the last read of the sources found beside sets. */
export interface ReadOfSources {
  refreshedAt?: string;
  errors: RegistryError[];
}

/** Keeps what the last read of the sources found, for all replicas. */
export interface RegistryState {
  get(): Promise<ReadOfSources>;
  set(read: Required<ReadOfSources>): Promise<void>;
}
