import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { lazy, Suspense } from 'react';
import {
  Navigate,
  Route,
  Routes,
  useLocation,
  useParams,
} from 'react-router-dom';
import { PoliciesPage } from './PoliciesPage';

const OnboardPage = lazy(() =>
  import('../OnboardPage').then(module => ({ default: module.OnboardPage })),
);

/** Leads an address of the portal to the page of the catalog entity. */
function EntityRedirect(props: { kind: 'PolicySet' | 'Policy' }) {
  const { name = '' } = useParams();
  const entityLink = useEntityRefLink();
  const { search, hash } = useLocation();
  const pathname = entityLink({ kind: props.kind, namespace: 'default', name });
  return <Navigate to={{ pathname, search, hash }} replace />;
}

function DefaultView() {
  const { search } = useLocation();
  return <Navigate to={{ pathname: 'sets', search }} replace />;
}

/** Everything below `/policies`. */
export function PoliciesRouter() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route index element={<DefaultView />} />
        <Route path="sets" element={<PoliciesPage view="sets" />} />
        <Route path="policies" element={<PoliciesPage view="policies" />} />
        <Route
          path="sets/:name"
          element={<EntityRedirect kind="PolicySet" />}
        />
        <Route path="policy/:name" element={<EntityRedirect kind="Policy" />} />
        <Route path="onboard" element={<OnboardPage />} />
        <Route path="*" element={<NotFoundErrorPage />} />
      </Routes>
    </Suspense>
  );
}
