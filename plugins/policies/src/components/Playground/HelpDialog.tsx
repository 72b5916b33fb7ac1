import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';

const SHORTCUTS: Array<[string, string]> = [
  ['Ctrl or ⌘ + Enter', 'Run the request now'],
  ['?', 'Show this list (outside of text fields)'],
  ['Esc, then Tab', 'Leave the editor; Tab alone indents'],
  ['Ctrl + Space', 'Complete attributes, types, actions and keywords'],
  ['Ctrl or ⌘ + /', 'Comment lines in or out'],
  ['Ctrl or ⌘ + F', 'Find in the file'],
  ['F8', 'Go to the next problem in the file'],
  ['Ctrl or ⌘ + Z', 'Undo in the file'],
  ['Delete on a file tab', 'Close the file'],
  ['Arrow keys on a border', 'Resize the panes; Home resets'],
];

/** Lists the shortcuts of the playground. */
export function HelpDialog(props: { onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={props.onClose}
      maxWidth="sm"
      fullWidth
      aria-labelledby="playground-help-title"
    >
      <DialogTitle id="playground-help-title">Shortcuts</DialogTitle>
      <DialogContent>
        <Table size="small" aria-label="Shortcuts">
          <TableBody>
            {SHORTCUTS.map(([keys, does]) => (
              <TableRow key={keys}>
                <TableCell component="th" scope="row" sx={{ width: '40%' }}>
                  <Box component="kbd" sx={{ fontFamily: 'monospace' }}>
                    {keys}
                  </Box>
                </TableCell>
                <TableCell>{does}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </DialogContent>
      <DialogActions>
        <Button onClick={props.onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
