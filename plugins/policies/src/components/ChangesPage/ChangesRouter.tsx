import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { ChangesPage } from './ChangesPage';

const ChangePage = lazy(() =>
  import('../ChangePage').then(module => ({ default: module.ChangePage })),
);

/** Everything below `/changes`. */
export function ChangesRouter() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route index element={<ChangesPage />} />
        <Route path=":id" element={<ChangePage tab="overview" />} />
        <Route path=":id/files" element={<ChangePage tab="files" />} />
        <Route path=":id/proof" element={<ChangePage tab="proof" />} />
        <Route path=":id/impact" element={<ChangePage tab="impact" />} />
        <Route path="*" element={<NotFoundErrorPage />} />
      </Routes>
    </Suspense>
  );
}
