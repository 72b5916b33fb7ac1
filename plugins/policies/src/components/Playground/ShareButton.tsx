import LinkIcon from '@mui/icons-material/Link';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useRef, useState } from 'react';
import { encodeShare, SharedDraft } from './model';

/** Past this many characters some mail and chat programs cut links. */
const LONG_LINK = 8_000;

/** Copies a link that opens this draft and request. */
export function ShareButton(props: {
  shared: SharedDraft;
  onCopied: (message: string) => void;
}) {
  const { shared, onCopied } = props;
  const fieldRef = useRef<HTMLInputElement>(null);
  const [link, setLink] = useState<string>();

  const share = async () => {
    const { origin, pathname, search } = window.location;
    const url = `${origin}${pathname}${search}#${await encodeShare(shared)}`;
    try {
      await window.navigator.clipboard.writeText(url);
      onCopied(
        url.length > LONG_LINK
          ? `Link copied. It has ${url.length.toLocaleString(
              'en',
            )} characters; some programs cut links that long.`
          : 'Link with this draft and request copied',
      );
    } catch {
      // No clipboard without permission or HTTPS: show the link instead.
      setLink(url);
    }
  };

  return (
    <>
      <Button
        size="small"
        startIcon={<LinkIcon />}
        onClick={share}
        sx={{ textTransform: 'none' }}
      >
        Copy link
      </Button>
      {link && (
        <Dialog
          open
          fullWidth
          maxWidth="sm"
          onClose={() => setLink(undefined)}
          TransitionProps={{ onEntered: () => fieldRef.current?.focus() }}
        >
          <DialogTitle>Link to this draft</DialogTitle>
          <DialogContent>
            <DialogContentText sx={{ mb: 2 }}>
              The browser does not let the portal copy. Copy the link from here;
              it holds the changed files and the request.
            </DialogContentText>
            <TextField
              fullWidth
              inputRef={fieldRef}
              size="small"
              label="Link"
              value={link}
              InputProps={{ readOnly: true }}
              onFocus={event => event.target.select()}
            />
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setLink(undefined)}>Close</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}
