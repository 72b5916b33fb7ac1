import {
  Counterexample,
  Diagnostic,
  EngineStatus,
} from '@internal/plugin-policies-common';
import { useCallback, useMemo, useState } from 'react';
import {
  addCase,
  formatRequest,
  proofDiagnostics,
} from '../components/Playground/model';
import { CounterexampleTarget } from '../components/Proof';
import { isNotFoundError } from '../components/StateMessage';
import { DraftState } from './useDraft';
import { PlaygroundProofState, usePlaygroundProof } from './usePlaygroundProof';
import { useQueryState } from './useQueryState';

const INVARIANT_FILE = /^invariants\/.+\.cedar$/;

/** A file of the draft that a counterexample brought. */
export interface ReplacedFile {
  path: string;
  undo: () => void;
}

/** What the playground shows of all requests, and what is done with that. */
export interface DraftProof {
  /** Undefined where this portal, or the language of the set, knows nothing of all requests. */
  state?: PlaygroundProofState;
  /** What the files are marked with: what the engine says, and what is found. */
  diagnostics?: Diagnostic[];
  target: CounterexampleTarget;
  /** An invariant is being written. */
  creating: boolean;
  /** Begins to write one; undefined where the set can have none. */
  begin?: () => void;
  end: () => void;
}

/**
 * Asks about all requests of a draft.
 *
 * @param engine - of the set; undefined while it is not known
 * @param diagnostics - what the engine says of the files
 * @param onOpened - a counterexample became the request; with the file that it replaced, if any
 */
export function useDraftProof(
  draft: DraftState,
  engine: EngineStatus | undefined,
  diagnostics: Diagnostic[] | undefined,
  onOpened: (replaced?: ReplacedFile) => void,
): DraftProof {
  const { files, changes, write, replace, setRequestText } = draft;
  const hasInvariants = useMemo(
    () => files.some(({ path }) => INVARIANT_FILE.test(path)),
    [files],
  );
  const enabled = hasInvariants || engine?.analyzer !== undefined;
  const state = usePlaygroundProof(files, enabled);
  const [get] = useQueryState();
  // A link may begin one; it does so once.
  const [begun, setBegun] = useState(() => get('create') === 'invariant');
  const isMissing =
    !state.response && state.error && isNotFoundError(state.error);
  const shown = enabled && !isMissing ? state : undefined;

  const response = shown?.response;

  const target = useMemo(
    (): CounterexampleTarget => ({
      open: ({ request, entities }: Counterexample) => {
        if (entities) {
          write(entities.path, entities.content);
        }
        setRequestText(formatRequest(request));
        onOpened(
          entities && {
            path: entities.path,
            undo: () => replace({ changes }),
          },
        );
      },
      saveCase: item => {
        const { path, content } = addCase(files, item);
        if (content === undefined) {
          return `'${path}' has this case already.`;
        }
        write(path, content);
        return `The case is in '${path}' of this draft.`;
      },
    }),
    [files, changes, write, replace, setRequestText, onOpened],
  );

  return {
    state: shown,
    diagnostics: useMemo(
      () => [...(diagnostics ?? []), ...proofDiagnostics(response)],
      [diagnostics, response],
    ),
    target,
    creating: Boolean(shown) && begun,
    begin: shown && (() => setBegun(true)),
    end: useCallback(() => setBegun(false), []),
  };
}
