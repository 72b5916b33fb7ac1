import { EntityContentLayoutBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  isPolicyEntity,
  isPolicySetEntity,
} from '@internal/plugin-policies-common';

export const policySetOverview = EntityContentLayoutBlueprint.make({
  name: 'policy-set',
  params: {
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetOverview }) => SetOverview),
  },
});

export const policyOverview = EntityContentLayoutBlueprint.make({
  name: 'policy',
  params: {
    filter: isPolicyEntity,
    loader: () =>
      import('../components/PolicyEntity').then(
        ({ PolicyOverview }) => PolicyOverview,
      ),
  },
});
