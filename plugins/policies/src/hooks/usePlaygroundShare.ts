import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { decodeShare, SharedDraft } from '../components/Playground/model';
import { DraftState } from './useDraft';

/** A draft that came with a link. */
export interface SharedDraftState {
  /** Waits for a choice, because the person has a draft of their own. */
  incoming?: Partial<SharedDraft>;
  /** The link could not be read. */
  error?: Error;
  accept(): void;
  decline(): void;
}

const same = (a: object, b: object) => {
  const sorted = (value: object) =>
    JSON.stringify(Object.entries(value).sort());
  return sorted(a) === sorted(b);
};

/** Takes over what the fragment of the URL brings, then clears it so that a reload does not repeat it. */
export function usePlaygroundShare(draft: DraftState): SharedDraftState {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [state, setState] = useState<{
    incoming?: Partial<SharedDraft>;
    error?: Error;
  }>({});
  const draftRef = useRef(draft);
  draftRef.current = draft;

  useEffect(() => {
    if (!hash) {
      return undefined;
    }
    let current = true;
    const take = async () => {
      try {
        const shared = await decodeShare(hash);
        if (!current || !shared) {
          return;
        }
        const { changes, changedCount, replace } = draftRef.current;
        if (shared.changes && changedCount && !same(shared.changes, changes)) {
          setState({ incoming: shared });
        } else {
          replace(shared);
        }
      } catch (error) {
        if (current) {
          setState({ error: error as Error });
        }
      }
      if (current) {
        navigate(
          { search: window.location.search, hash: '' },
          { replace: true },
        );
      }
    };
    take();
    return () => {
      current = false;
    };
  }, [hash, navigate]);

  return {
    ...state,
    accept: () => {
      draft.replace(state.incoming ?? {});
      setState({});
    },
    decline: () => setState({}),
  };
}
