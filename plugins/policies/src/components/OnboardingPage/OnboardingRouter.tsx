import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { NewJourneyPage } from './NewJourneyPage';
import { OnboardingPage } from './OnboardingPage';

const JourneyPage = lazy(() =>
  import('../JourneyPage').then(module => ({ default: module.JourneyPage })),
);

/** Everything below `/onboarding`. */
export function OnboardingRouter() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route index element={<OnboardingPage />} />
        <Route path="new" element={<NewJourneyPage />} />
        <Route path=":id" element={<JourneyPage />} />
        <Route path=":id/:step" element={<JourneyPage />} />
        <Route path="*" element={<NotFoundErrorPage />} />
      </Routes>
    </Suspense>
  );
}
