import { EntityHeaderLayoutBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  isPolicyEntity,
  isPolicySetEntity,
} from '@internal/plugin-policies-common';

export const policySetHeader = EntityHeaderLayoutBlueprint.make({
  name: 'policy-set',
  params: {
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/EntityHeader').then(
        ({ PolicySetHeader }) => PolicySetHeader,
      ),
  },
});

export const policyHeader = EntityHeaderLayoutBlueprint.make({
  name: 'policy',
  params: {
    filter: isPolicyEntity,
    loader: () =>
      import('../components/EntityHeader').then(
        ({ PolicyHeader }) => PolicyHeader,
      ),
  },
});
