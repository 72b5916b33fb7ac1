import { EngineStatus } from '@internal/plugin-policies-common';
import { EngineList } from '../EngineList';
import { CompiledSet, CompileResult, PolicyBundle } from '../PolicyEngine';

/** The engines of the configuration, by name. */
export interface ConfiguredEngines extends EngineList {
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
