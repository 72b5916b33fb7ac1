import { PolicyFile } from '@internal/plugin-policies-common';
import { StarterTemplate } from '../StarterTemplate';

/** What the engine calls the types of a set. */
export interface EmitNames {
  set: string;
  subject: string;
  resource: string;
  /** AuthZEN types, which key stored entities. */
  subjectType: string;
  resourceType: string;
}

/** Policies of one driver's language. */
export interface Emitted {
  files: PolicyFile[];
}

/** Writes a template in the language of one driver. */
export type Emitter = (template: StarterTemplate, names: EmitNames) => Emitted;
