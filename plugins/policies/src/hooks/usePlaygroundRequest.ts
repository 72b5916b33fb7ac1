import { useEffect, useMemo, useState } from 'react';
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
  cases: FileCase[];
  /** The case whose request it is. */
  current?: FileCase;
}

/** Text of the request: as it was left, else the first case of the policy someone came from. */
export function usePlaygroundRequest(
  draft: DraftState,
): PlaygroundRequestState {
  const { search } = useLocation();
  const navigation = useNavigationType();
  const { files, requestText, setRequestText } = draft;
  const cases = useMemo(() => casesOf(files), [files]);
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
  return { text, parsed, cases, current: cases[texts.indexOf(text)] };
}
