import { holdsCases, PolicyFile } from '@internal/plugin-policies-common';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigationType } from 'react-router-dom';
import {
  casesOf,
  FileCase,
  firstCase,
  formatRequest,
  parseRequest,
  ParsedRequest,
} from '../components/Playground/model';
import { DraftState } from './useDraft';

const BLANK = formatRequest({
  subject: { type: '', id: '' },
  action: { name: '' },
  resource: { type: '', id: '' },
});

/** The request in the playground and the cases it may come from. */
export interface PlaygroundRequestState {
  text: string;
  parsed: ParsedRequest;
  caseFiles: PolicyFile[];
  cases: FileCase[];
  /** The case whose request it is. */
  current?: FileCase;
}

/** The files of cases; the same array while none of them changed, for policies change more often. */
function useCaseFiles(files: PolicyFile[]): PolicyFile[] {
  const ref = useRef<PolicyFile[]>([]);
  const next = files.filter(holdsCases);
  const same =
    next.length === ref.current.length &&
    next.every(
      ({ path, content }, index) =>
        path === ref.current[index].path &&
        content === ref.current[index].content,
    );
  if (!same) {
    ref.current = next;
  }
  return ref.current;
}

/** Text of the request: as it was left, else the first case of the policy someone came from. */
export function usePlaygroundRequest(
  draft: DraftState,
): PlaygroundRequestState {
  const { search } = useLocation();
  const navigation = useNavigationType();
  const { files, requestText, setRequestText } = draft;
  const caseFiles = useCaseFiles(files);
  const cases = useMemo(() => casesOf(caseFiles), [caseFiles]);
  const texts = useMemo(
    () => cases.map(item => formatRequest(item.case.request)),
    [cases],
  );

  // Coming from a policy brings its first case, unless the request was written by hand.
  const [arrival] = useState(() => {
    const file = new URLSearchParams(search).get('file') ?? undefined;
    const followed = navigation === 'PUSH' && file !== undefined;
    const byHand = requestText !== undefined && !texts.includes(requestText);
    if (requestText !== undefined && (!followed || byHand)) {
      return undefined;
    }
    const first = firstCase(files, file);
    return first ? formatRequest(first.case.request) : BLANK;
  });
  useEffect(() => {
    if (arrival !== undefined) {
      setRequestText(arrival);
    }
  }, [arrival, setRequestText]);

  const text = requestText ?? arrival ?? BLANK;
  const parsed = useMemo(() => parseRequest(text), [text]);
  return {
    text,
    parsed,
    caseFiles,
    cases,
    current: cases[texts.indexOf(text)],
  };
}
