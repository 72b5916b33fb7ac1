import CheckIcon from '@mui/icons-material/Check';
import CopyIcon from '@mui/icons-material/ContentCopy';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';

/** A snippet to copy. */
export function CodeBlock(props: {
  text: string;
  /** What the snippet is, for the label of the button. */
  what: string;
}) {
  const { text, what } = props;
  const [, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = copied
      ? setTimeout(() => setCopied(false), 2_000)
      : undefined;
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? `Copied ${what}` : `Copy ${what}`;
  return (
    <Box sx={{ position: 'relative' }}>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={what}
        sx={{
          m: 0,
          p: 2,
          pr: 6,
          overflowX: 'auto',
          borderRadius: 1,
          border: 1,
          borderColor: 'divider',
          backgroundColor: 'action.hover',
          fontFamily: 'monospace',
          fontSize: '0.8125rem',
          lineHeight: 1.5,
        }}
      >
        {text}
      </Box>
      <Tooltip title={label}>
        <IconButton
          size="small"
          aria-label={label}
          onClick={() => {
            copy(text);
            setCopied(true);
          }}
          sx={{ position: 'absolute', top: 8, right: 8 }}
        >
          {copied ? (
            <CheckIcon fontSize="small" />
          ) : (
            <CopyIcon fontSize="small" />
          )}
        </IconButton>
      </Tooltip>
    </Box>
  );
}
