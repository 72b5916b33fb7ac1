import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import useMediaQuery from '@mui/material/useMediaQuery';
import { ReactNode } from 'react';
import { denseTab, denseTabs, Split } from '../PlaygroundPanes';

/** Names of the three panes. */
export type PaneName = 'files' | 'request' | 'result';

const LABELS: Record<PaneName, string> = {
  files: 'Files',
  request: 'Request',
  result: 'Result',
};

/**
 * Three panes beside each other on very wide screens; request above result on usual ones; tabs on
 * narrow ones.
 */
export function PaneLayout(props: {
  panes: Record<PaneName, ReactNode>;
  /** The pane that is shown where they are tabs. */
  shown: PaneName;
  /** Stands beside the label of the result, for example its word. */
  resultHint?: string;
  onShow: (pane: PaneName) => void;
}) {
  const { panes, shown, resultHint, onShow } = props;
  const roomy = useMediaQuery('(min-width:1100px)', { noSsr: true });
  const wide = useMediaQuery('(min-width:1760px)', { noSsr: true });

  if (roomy) {
    return (
      <Split
        name="files"
        direction="row"
        initial={wide ? 48 : 58}
        label="Resize files"
        first={panes.files}
        second={
          <Split
            key={wide ? 'row' : 'column'}
            name={wide ? 'request-row' : 'request-column'}
            direction={wide ? 'row' : 'column'}
            initial={50}
            label="Resize request and result"
            first={panes.request}
            second={panes.result}
          />
        }
      />
    );
  }
  return (
    <Box
      sx={{
        flex: 1,
        display: 'flex',
        flexDirection: 'column',
        minHeight: 0,
        minWidth: 0,
      }}
    >
      <Tabs
        value={shown}
        onChange={(_event, next) => onShow(next)}
        aria-label="Parts of the playground"
        sx={{
          ...denseTabs,
          borderBottom: 1,
          borderColor: 'divider',
          flexShrink: 0,
        }}
      >
        {(Object.keys(LABELS) as PaneName[]).map(pane => (
          <Tab
            key={pane}
            value={pane}
            label={
              pane === 'result' && resultHint
                ? `${LABELS[pane]}: ${resultHint}`
                : LABELS[pane]
            }
            id={`playground-pane-${pane}-tab`}
            aria-controls={`playground-pane-${pane}`}
            sx={denseTab}
          />
        ))}
      </Tabs>
      {(Object.keys(LABELS) as PaneName[]).map(pane => (
        <Box
          key={pane}
          role="tabpanel"
          id={`playground-pane-${pane}`}
          aria-labelledby={`playground-pane-${pane}-tab`}
          sx={{
            flex: 1,
            minHeight: 0,
            minWidth: 0,
            display: pane === shown ? 'flex' : 'none',
          }}
        >
          {panes[pane]}
        </Box>
      ))}
    </Box>
  );
}
