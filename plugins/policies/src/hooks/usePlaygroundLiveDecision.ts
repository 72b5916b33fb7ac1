import { useApi } from '@backstage/core-plugin-api';
import {
  EvaluationRequest,
  EvaluationResponse,
} from '@internal/plugin-policies-common';
import { useEffect, useState } from 'react';
import { policiesApiRef } from '../api';

/** What the live set says; empty while nobody asked. */
export interface LiveDecisionState {
  response?: EvaluationResponse;
  error?: Error;
}

/**
 * Asks the live set once per request.
 *
 * @param enabled - the live set has services to answer, so it is asked only on demand
 */
export function usePlaygroundLiveDecision(
  set: string,
  request: EvaluationRequest | undefined,
  enabled: boolean,
): LiveDecisionState {
  const api = useApi(policiesApiRef);
  const [state, setState] = useState<LiveDecisionState>({});
  const question = JSON.stringify(request);

  useEffect(() => {
    setState({});
    if (!enabled || !question) {
      return undefined;
    }
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const response = await api.evaluateLive(set, JSON.parse(question));
        if (current) {
          setState({ response });
        }
      } catch (error) {
        if (current) {
          setState({ error: error as Error });
        }
      }
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, set, question, enabled]);

  return state;
}
