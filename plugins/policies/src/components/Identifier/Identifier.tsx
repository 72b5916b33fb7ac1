import CheckIcon from '@mui/icons-material/Check';
import CopyIcon from '@mui/icons-material/ContentCopy';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { shortenId } from './shortenId';

/** An identifier in monospace with a button that copies it whole. */
export function Identifier(props: {
  value: string;
  /** What is shown; by default the value, without its middle where it is long. */
  short?: string;
  /** What the value is, for the label of the button, for example "revision". */
  what: string;
}) {
  const { value, short = shortenId(value), what } = props;
  const [, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = copied && setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer || undefined);
  }, [copied]);
  const label = copied ? `Copied ${what}` : `Copy ${what}`;
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', maxWidth: '100%' }}
    >
      <Box
        component="code"
        title={value}
        sx={{
          fontFamily: 'monospace',
          fontSize: '0.875em',
          ...(short === shortenId(value)
            ? { overflowWrap: 'anywhere' }
            : { whiteSpace: 'nowrap' }),
        }}
      >
        {short}
      </Box>
      <Tooltip title={label}>
        <IconButton
          size="small"
          aria-label={label}
          onClick={() => {
            copy(value);
            setCopied(true);
          }}
          sx={{ ml: 0.5, p: 0.5 }}
        >
          {copied ? (
            <CheckIcon fontSize="inherit" />
          ) : (
            <CopyIcon fontSize="inherit" />
          )}
        </IconButton>
      </Tooltip>
    </Box>
  );
}
