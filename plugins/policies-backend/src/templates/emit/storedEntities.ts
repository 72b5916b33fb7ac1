import { StarterTemplate } from '../StarterTemplate';
import { EmitNames } from './Emitter';

/** `entities.json` of the drivers that keep attributes by AuthZEN type and id. */
export function storedEntities(
  { examples }: StarterTemplate,
  names: EmitNames,
): { path: string; content: string } {
  return {
    path: 'entities.json',
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
