import { uidOf } from '../compile/readStatement';
import { KNOWN } from './knownRecord';
import { Model } from './types';

/** What an analyzer found about such texts, with entities that are not there where they are unknown. */
export function withoutUnknown(model: Model, types: string[]): Model {
  const unknown: Model['unknown'] = [];
  let { exact } = model;
  const entities = model.entities.flatMap(entity => {
    const uid = uidOf(entity.uid);
    if (!types.includes(uid.type)) {
      return [entity];
    }
    const known = entity.attrs[KNOWN];
    if (known !== undefined) {
      return [{ ...entity, attrs: known as typeof entity.attrs }];
    }
    unknown.push(uid);
    // Nobody can say of an unknown entity what it is in.
    exact &&= !entity.parents.length && !Object.keys(entity.tags ?? {}).length;
    return [];
  });
  return { ...model, entities, unknown, exact };
}
