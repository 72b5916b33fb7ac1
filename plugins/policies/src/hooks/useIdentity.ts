import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import useAsync from 'react-use/esm/useAsync';

/** Who is signed in: entity references of the person and of the groups they act for. */
export function useIdentity(): { user?: string; groups: string[] } {
  const identity = useApi(identityApiRef);
  const { value } = useAsync(() => identity.getBackstageIdentity(), [identity]);
  return {
    user: value?.userEntityRef,
    groups: value?.ownershipEntityRefs ?? [],
  };
}
