import Skeleton from '@mui/material/Skeleton';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { usePoliciesApi } from '../../hooks/usePoliciesApi';
import { paths } from '../../routes';
import { PortalPage } from '../PortalPage';
import { messageOf, StateMessage } from '../StateMessage';

/** Where every "Onboard a domain" leads: begins a journey and opens its first step. */
export function NewJourneyPage() {
  const api = usePoliciesApi();
  const navigate = useNavigate();
  const [error, setError] = useState<Error>();
  const [attempt, setAttempt] = useState(0);
  const begun = useRef<number>();

  useEffect(() => {
    // An effect may run twice; a journey begins once.
    if (begun.current === attempt) {
      return;
    }
    begun.current = attempt;
    setError(undefined);
    api
      .createJourney()
      .then(({ id }) => navigate(paths.journey(id), { replace: true }))
      .catch(setError);
  }, [api, navigate, attempt]);

  return (
    <PortalPage
      title="Onboard a domain"
      description="From a name to live decisions. Every answer is saved as you type; come back or hand over whenever you like."
    >
      {error ? (
        <StateMessage
          kind="error"
          title="The journey could not begin"
          onRetry={() => setAttempt(value => value + 1)}
        >
          {messageOf(error)}
        </StateMessage>
      ) : (
        <Skeleton
          variant="rounded"
          height={320}
          role="status"
          aria-label="Beginning a journey"
        />
      )}
    </PortalPage>
  );
}
