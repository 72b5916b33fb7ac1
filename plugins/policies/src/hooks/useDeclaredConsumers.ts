import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_CONSUMES,
  parseConsumes,
} from '@internal/plugin-policies-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** A service that says that it asks for decisions, and what it names: a set, or policies of sets. */
export interface DeclaredConsumer {
  ref: string;
  names: ReturnType<typeof parseConsumes>;
}

/** How a service depends on a policy: it names this very policy, or its set in full. */
export type Dependence = 'policy' | 'set';

/** How a service depends on a policy; undefined where it names neither it nor its set. */
export function dependenceOn(
  { names }: DeclaredConsumer,
  set: string,
  policy: string,
): Dependence | undefined {
  const ofSet = names.filter(name => name.set === set);
  if (ofSet.some(name => name.policy === policy)) {
    return 'policy';
  }
  return ofSet.some(name => name.policy === undefined) ? 'set' : undefined;
}

/** Every component whose catalog file declares what it asks. */
export function useDeclaredConsumers() {
  const catalogApi = useApi(catalogApiRef);
  return useAsyncRetry(async (): Promise<DeclaredConsumer[]> => {
    const { items } = await catalogApi.getEntities({
      filter: {
        kind: 'Component',
        [`metadata.annotations.${ANNOTATION_CONSUMES}`]: CATALOG_FILTER_EXISTS,
      },
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.annotations',
      ],
    });
    return items.map(entity => ({
      ref: stringifyEntityRef(entity),
      names: parseConsumes(entity.metadata.annotations?.[ANNOTATION_CONSUMES]),
    }));
  }, [catalogApi]);
}
