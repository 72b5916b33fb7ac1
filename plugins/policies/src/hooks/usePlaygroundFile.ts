import { FileRange } from '@internal/plugin-policies-common';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { policiesOf } from '../components/Playground/model';
import { DraftState } from './useDraft';

/** Which file is in the editor, and where it shall look. */
export interface PlaygroundFileState {
  active?: string;
  reveal?: FileRange;
  open(path: string): void;
  close(path: string): void;
  /** Opens a file at a range. */
  jump(path: string, range?: FileRange): void;
}

function firstFile(draft: DraftState): string | undefined {
  const paths = draft.files.map(file => file.path);
  const [policy] = policiesOf(draft.files);
  return (
    draft.open.find(path => paths.includes(path)) ??
    policy?.files?.find(path => paths.includes(path)) ??
    paths.find(path => path.startsWith(`policies/${policy?.name}.`)) ??
    paths.find(path => path.startsWith('policies/')) ??
    paths[0]
  );
}

/** The line that a link leads to. */
function placeOf(
  search: string,
): { path: string; range: FileRange } | undefined {
  const query = new URLSearchParams(search);
  const path = query.get('file');
  const line = Number(query.get('line'));
  return path && Number.isSafeInteger(line) && line > 0
    ? {
        path,
        range: {
          startLine: line,
          startColumn: 1,
          endLine: line,
          endColumn: 1,
        },
      }
    : undefined;
}

/** Keeps the open file in the query of the URL. */
export function usePlaygroundFile(draft: DraftState): PlaygroundFileState {
  const { search, hash } = useLocation();
  const navigate = useNavigate();
  const active = useMemo(
    () => new URLSearchParams(search).get('file') ?? undefined,
    [search],
  );
  const [place, setPlace] = useState<
    { path: string; range?: FileRange } | undefined
  >(() => placeOf(search));
  const { setOpen, states } = draft;
  const exists = states.some(item => item.path === active);

  const show = useCallback(
    (path: string | undefined) => {
      const query = new URLSearchParams(search);
      query.delete('file');
      query.delete('line');
      query.delete('create');
      if (path) {
        query.set('file', path);
      }
      navigate({ search: query.toString(), hash }, { replace: true });
    },
    [navigate, search, hash],
  );

  // Arriving without a file, or with one the set does not have, opens the first policy.
  const [first] = useState(() => firstFile(draft));
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (!arrived) {
      setArrived(true);
      if (!exists && first) {
        show(first);
      }
    }
  }, [arrived, exists, first, show]);

  useEffect(() => {
    if (active && exists) {
      setOpen(open => (open.includes(active) ? open : [...open, active]));
    }
  }, [active, exists, setOpen]);

  return {
    active,
    reveal: place && place.path === active ? place.range : undefined,
    open: path => {
      setPlace(undefined);
      show(path);
    },
    close: path => {
      const rest = draft.open.filter(item => item !== path);
      setOpen(() => rest);
      if (path === active) {
        show(rest[Math.max(0, draft.open.indexOf(path) - 1)]);
      }
    },
    jump: (path, range) => {
      setPlace({ path, range: range && { ...range } });
      show(path);
    },
  };
}
