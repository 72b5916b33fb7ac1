import {
  Counterexample,
  PolicyCase,
  revealText,
} from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { shortenText } from '../LongText';
import { summarizeRequest } from '../RequestSummary';
import { messageOf } from '../StateMessage';

const MAX_NAME = 200;

/** What pages do with a counterexample; the playground does other things than the page of a change. */
export interface CounterexampleTarget {
  /** Opens it in the playground, with the files it was found with. */
  open: (example: Counterexample) => void | Promise<void>;
  /** Adds a case to the draft, and tells in a sentence where it is. */
  saveCase: (item: PolicyCase) => string | Promise<string>;
}

/** Opens a counterexample in the playground, or makes it a case of the draft. */
export function CounterexampleActions(props: {
  example: Counterexample;
  /** Decision that a case expects; without it there is nothing to expect, and no case. */
  expected?: boolean;
  /** What the case shows, before its request. */
  title?: string;
  target: CounterexampleTarget;
}) {
  const { example, expected, title, target } = props;
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ text: string; failed?: boolean }>();
  const attempt = async (
    action: () => Promise<string | void> | string | void,
  ) => {
    setBusy(true);
    setTold(undefined);
    try {
      const text = await action();
      setTold(text ? { text } : undefined);
    } catch (error) {
      setTold({ text: messageOf(error as Error), failed: true });
    }
    setBusy(false);
  };
  return (
    <Stack
      direction="row"
      alignItems="center"
      flexWrap="wrap"
      useFlexGap
      spacing={1}
      sx={{ ml: -0.75 }}
    >
      <Button
        size="small"
        disabled={busy}
        onClick={() => attempt(() => target.open(example))}
        sx={{ textTransform: 'none' }}
      >
        Open in playground
      </Button>
      {expected !== undefined && example.entities && (
        <Typography variant="body2" color="text.secondary">
          It cannot be a case: cases are decided with the stored entities.
        </Typography>
      )}
      {expected !== undefined && !example.entities && (
        <Button
          size="small"
          disabled={busy}
          title={`Adds it to the cases of your draft; it expects ${
            expected ? 'allowed' : 'denied'
          }`}
          onClick={() =>
            attempt(() => target.saveCase(caseOf(example, expected, title)))
          }
          sx={{ textTransform: 'none' }}
        >
          Save as case
        </Button>
      )}
      <Typography
        role="status"
        variant="body2"
        color={told?.failed ? 'error' : 'text.secondary'}
        sx={{ overflowWrap: 'anywhere', '&:empty': { display: 'none' } }}
      >
        {told && shortenText(told.text)}
      </Typography>
    </Stack>
  );
}

function caseOf(
  { request }: Counterexample,
  decision: boolean,
  title?: string,
): PolicyCase {
  const name = `${title ? `${title}: ` : ''}${summarizeRequest(request)} is ${
    decision ? 'allowed' : 'denied'
  }`;
  return {
    name: [...shortenText(revealText(name))].slice(0, MAX_NAME).join(''),
    request,
    expect: { decision },
  };
}
