import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { SEARCH_TYPE_POLICIES } from '@internal/plugin-policies-common';
import { PolicyIcon } from '../components/icons';

export const policySearchResult = SearchResultListItemBlueprint.make({
  params: {
    predicate: result => result.type === SEARCH_TYPE_POLICIES,
    icon: <PolicyIcon />,
    component: () =>
      import('../components/PolicySearchResult').then(
        ({ PolicySearchResult }) => PolicySearchResult,
      ),
  },
});

export const policySearchType = SearchFilterResultTypeBlueprint.make({
  params: {
    value: SEARCH_TYPE_POLICIES,
    name: 'Policies',
    icon: <PolicyIcon />,
  },
});
