import { PolicyEngine } from './PolicyEngine';

/** What files of a set are checked with: engines by name. */
export interface EngineList {
  readonly names: string[];
  has(name: string): boolean;
  /** @throws NotFoundError that lists the engines there are */
  get(name: string): PolicyEngine;
}
