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
    <Box
      component="ul"
      aria-label="Findings"
      sx={{
        listStyle: 'none',
        m: 0,
        p: 0,
        '& > li + li': { borderTop: 1, borderColor: 'divider' },
      }}
    >
      {sorted.map((finding, index) => {
        const { kind, statement, environment, message, help, counterexample } =
          finding;
        return (
          <Box component="li" key={index} sx={{ px: 2.5, py: 1.5 }}>
            <Stack
              direction="row"
              alignItems="flex-start"
              flexWrap="wrap"
              useFlexGap
              spacing={1}
            >
              <ToneChip {...LOOKS[kind]} />
              <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
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
          </Box>
        );
      })}
    </Box>
  );
}
