import CloseIcon from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { denseTab, denseTabs } from '../PlaygroundPanes';
import { FileState } from '../Playground/model';

/** The open files; a dot marks those that differ from the live set. */
export function FileTabs(props: {
  open: string[];
  active?: string;
  stateOf: (path: string) => FileState;
  onOpen: (path: string) => void;
  onClose: (path: string) => void;
}) {
  const { open, active, stateOf, onOpen, onClose } = props;
  if (!open.length) {
    return null;
  }
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', minWidth: 0 }}>
      <Tabs
        value={active && open.includes(active) ? active : false}
        onChange={(_event, path) => onOpen(path)}
        variant="scrollable"
        scrollButtons="auto"
        aria-label="Open files"
        sx={{ ...denseTabs, flex: 1, minWidth: 0 }}
      >
        {open.map(path => {
          const changed = stateOf(path) !== 'same';
          return (
            <Tab
              key={path}
              value={path}
              id={`playground-file-${path}`}
              title={path}
              sx={{ ...denseTab, px: 1.5 }}
              onMouseDown={event => {
                if (event.button === 1) {
                  event.preventDefault();
                  onClose(path);
                }
              }}
              onKeyDown={event => {
                if (event.key === 'Delete') {
                  onClose(path);
                }
              }}
              label={
                <span>
                  {nameOf(path)}
                  {changed && (
                    <span role="img" aria-label="changed">
                      {' ●'}
                    </span>
                  )}
                </span>
              }
            />
          );
        })}
      </Tabs>
      {active && open.includes(active) && (
        <IconButton
          size="small"
          aria-label={`Close ${nameOf(active)}`}
          title={`Close ${nameOf(active)}`}
          onClick={() => onClose(active)}
        >
          <CloseIcon fontSize="inherit" />
        </IconButton>
      )}
    </Box>
  );
}
