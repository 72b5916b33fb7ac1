import { EngineStatus } from '@internal/plugin-policies-common';
import {
  CompiledSet,
  CompileResult,
  PolicyBundle,
  PolicyEngine,
} from '../PolicyEngine';

/** The engines of the configuration, by name. */
export interface ConfiguredEngines {
  readonly names: string[];
  has(name: string): boolean;
  /** @throws NotFoundError that lists the engines there are */
  get(name: string): PolicyEngine;
  /** @throws NotFoundError that lists the engines there are */
  driverOf(name: string): string;
  /** How each of them is. */
  listStatus(): EngineStatus[];
  /**
   * Compiles a revision to serve it.
   *
   * @throws ServiceUnavailableError when the engine cannot be asked: the files may be right
   */
  compileLive(bundle: PolicyBundle): Promise<CompileResult>;
  /** A set that serves, for what the portal asks for itself: that waits while others ask. */
  behindOthers(
    engine: string,
    compiled: CompiledSet,
  ): Pick<CompiledSet, 'evaluate'>;
}

/** What files of a set are checked with. */
export type EngineList = Pick<ConfiguredEngines, 'names' | 'has' | 'get'>;
