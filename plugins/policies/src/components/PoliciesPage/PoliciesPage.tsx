import { useLocation } from 'react-router-dom';
import { ListView, paths } from '../../routes';
import { OnboardButton } from '../OnboardButton';
import { PortalPage } from '../PortalPage';
import { PolicyList } from './PolicyList';
import { SetList } from './SetList';

/** Filters that mean the same in both views and survive the change of tab. */
const SHARED_KEYS = ['q', 'domain', 'owner', 'engine'];

/** Every policy set and every policy of the portal. */
export function PoliciesPage(props: { view: ListView }) {
  const { view } = props;
  const query = new URLSearchParams(useLocation().search);
  const shared = Object.fromEntries(
    SHARED_KEYS.flatMap(key => {
      const value = query.get(key);
      return value ? [[key, value]] : [];
    }),
  );
  return (
    <PortalPage
      title="Find a policy"
      description="Which policies exist, who owns them and whether they are healthy."
      tabs={[
        { id: 'sets', label: 'Sets', href: paths.policies('sets', shared) },
        {
          id: 'policies',
          label: 'Policies',
          href: paths.policies('policies', shared),
        },
      ]}
      activeTabId={view}
      actions={<OnboardButton />}
    >
      {view === 'sets' ? <SetList /> : <PolicyList />}
    </PortalPage>
  );
}
