import {
  revealText,
  TextPart,
  textParts,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { Fragment } from 'react';

/** A text with more marks than this is shown as plain text, its marks in brackets. */
const MAX_MARKS = 200;

/**
 * A text that others wrote, of which everything can be seen: characters that have no shape or turn the order
 * of others stand as what they are, and letters that look like others are named.
 */
export function VisibleText(props: {
  text: string;
  /** Letters are left as they are: the text names those that look like others itself. */
  invisibleOnly?: boolean;
}) {
  const parts = textParts(props.text).map(part =>
    props.invisibleOnly && part.unseen?.kind !== 'invisible'
      ? { text: part.text }
      : part,
  );
  if (parts.every(({ unseen }) => !unseen)) {
    return <>{props.text}</>;
  }
  if (parts.length > 2 * MAX_MARKS) {
    return <>{revealText(props.text)}</>;
  }
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {part.unseen ? <Mark part={part} unseen={part.unseen} /> : part.text}
        </Fragment>
      ))}
    </>
  );
}

function Mark(props: {
  part: TextPart;
  unseen: NonNullable<TextPart['unseen']>;
}) {
  const { part, unseen } = props;
  const letter = unseen.kind === 'look-alike' ? part.text : '';
  return (
    <Tooltip title={unseen.what} describeChild>
      <Box
        component="mark"
        sx={{
          color: 'text.primary',
          bgcolor: 'transparent',
          border: '1px dashed',
          borderColor: 'warning.main',
          borderRadius: 0.5,
          px: 0.25,
          fontFamily: 'monospace',
          fontSize: '0.85em',
          unicodeBidi: 'isolate',
          direction: 'ltr',
        }}
      >
        {letter}[{unseen.escape}]
      </Box>
    </Tooltip>
  );
}
