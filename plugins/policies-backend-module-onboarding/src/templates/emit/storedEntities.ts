import { PolicyFile } from '@internal/plugin-policies-common';
import { ENTITIES_FILE } from '@internal/plugin-policies-node';
import { StarterTemplate } from '../StarterTemplate';
import { EmitNames } from './Emitter';

/** `entities.json` of the drivers that keep attributes by AuthZEN type and id. */
export function storedEntities(
  { examples }: StarterTemplate,
  names: EmitNames,
): PolicyFile {
  return {
    path: ENTITIES_FILE,
    content: `${JSON.stringify(
      {
        [names.subjectType]: examples.subjects,
        [names.resourceType]: examples.resources,
      },
      null,
      2,
    )}\n`,
  };
}
