import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useMemo } from 'react';
import useAsync from 'react-use/esm/useAsync';

/** Something of the catalog to choose. */
export interface Choice {
  ref: string;
  title: string;
}

function choiceOf(entity: Entity): Choice {
  const profile = entity.spec?.profile as { displayName?: string } | undefined;
  return {
    ref: stringifyEntityRef(entity),
    title:
      entity.metadata.title ?? profile?.displayName ?? entity.metadata.name,
  };
}

/** Domains, groups, people and components of the catalog, by title. */
export function useCompany() {
  const catalog = useApi(catalogApiRef);
  const { value, loading, error } = useAsync(
    () =>
      catalog.getEntities({
        filter: { kind: ['Domain', 'Group', 'User', 'Component'] },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'spec.profile.displayName',
        ],
      }),
    [catalog],
  );
  return useMemo(() => {
    const of = (kind: string) =>
      (value?.items ?? [])
        .filter(entity => entity.kind === kind)
        .map(choiceOf)
        .sort((a, b) => a.title.localeCompare(b.title, 'en'));
    return {
      loading,
      error,
      domains: of('Domain'),
      groups: of('Group'),
      users: of('User'),
      components: of('Component'),
    };
  }, [value, loading, error]);
}
