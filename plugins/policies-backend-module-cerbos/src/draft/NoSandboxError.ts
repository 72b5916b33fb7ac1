import { EngineFaultError } from '@internal/plugin-policies-node';

/** There is no server on which drafts could be checked. */
export class NoSandboxError extends EngineFaultError {}
