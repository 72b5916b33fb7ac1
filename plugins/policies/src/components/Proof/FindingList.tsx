import { ProofFinding } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { LongText } from '../LongText';
import { Tone, ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';
import {
  CounterexampleActions,
  CounterexampleTarget,
} from './CounterexampleActions';
import { CounterexampleView } from './CounterexampleView';
import { RowList } from './RowList';

const LOOKS: Record<ProofFinding['kind'], { tone: Tone; label: string }> = {
  'can-fail': { tone: 'warning', label: 'Can fail' },
  'allows-everything': { tone: 'warning', label: 'Allows everything' },
  'never-matches': { tone: 'info', label: 'Never matches' },
  removable: { tone: 'info', label: 'Changes nothing' },
  'denies-everything': { tone: 'neutral', label: 'Denies everything' },
};
const ORDER = Object.keys(LOOKS);

/** What was found about a set, with what to do and where. */
export function FindingList(props: {
  findings: ProofFinding[];
  target: CounterexampleTarget;
  /** What leads to a statement. */
  renderPlace: (file: string, finding: ProofFinding) => ReactNode;
}) {
  const { findings, target, renderPlace } = props;
  const sorted = [...findings].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
  return (
    <RowList
      label="Findings"
      items={sorted}
      keyOf={(_finding, index) => String(index)}
      render={finding => {
        const { kind, statement, environment, message, help } = finding;
        const { counterexample } = finding;
        return (
          <Stack
            direction={{ xs: 'column', sm: 'row' }}
            alignItems="flex-start"
            spacing={1}
          >
            <Box sx={{ flexShrink: 0, width: { sm: 152 } }}>
              <ToneChip {...LOOKS[kind]} />
            </Box>
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                <LongText text={message} />
              </Typography>
              <Typography
                variant="body2"
                color="text.secondary"
                sx={{ overflowWrap: 'anywhere' }}
              >
                <LongText text={help} />
              </Typography>
              {environment && !statement && (
                <Typography variant="body2" color="text.secondary">
                  <VisibleText
                    text={`${environment.subject} → ${environment.action} → ${environment.resource}`}
                  />
                </Typography>
              )}
              {statement?.file && renderPlace(statement.file, finding)}
              {counterexample && (
                <Box
                  sx={{ mt: 1, pl: 2, borderLeft: 2, borderColor: 'divider' }}
                >
                  <CounterexampleView
                    example={counterexample}
                    actions={
                      <CounterexampleActions
                        example={counterexample}
                        target={target}
                      />
                    }
                  />
                </Box>
              )}
            </Box>
          </Stack>
        );
      }}
    />
  );
}
