import { PolicyFile } from '@internal/plugin-policies-common';
import { StarterTemplate } from '../StarterTemplate';

/** What a set and its engine call the types of a template. */
export interface EmitNames {
  /** Types in the engine's language. */
  subject: string;
  resource: string;
  /** AuthZEN types, which key stored entities. */
  subjectType: string;
  resourceType: string;
}

/** Writes policies and example entities of a template in the language of one driver. */
export type Emitter = (
  template: StarterTemplate,
  names: EmitNames,
) => PolicyFile[];
