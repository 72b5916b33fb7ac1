import { PlaygroundDecision } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { LiveDecisionState } from '../../hooks/usePlaygroundLiveDecision';
import { outcomeOf } from '../DecisionChip';
import { LongText } from '../LongText';
import { messageOf } from '../StateMessage';

function sentenceOf(live: LiveDecisionState, draft?: PlaygroundDecision) {
  const failed = live.response?.context?.error?.message;
  if (live.error || failed) {
    return {
      severity: 'warning' as const,
      text: `The live set gave no decision: ${
        failed ?? messageOf(live.error!)
      }`,
    };
  }
  if (!live.response) {
    return undefined;
  }
  const before = outcomeOf(live.response.decision);
  if (!draft) {
    return { severity: 'info' as const, text: `Live: ${before}` };
  }
  return before === draft.outcome
    ? { severity: 'success' as const, text: `Same as live: ${before}` }
    : {
        severity: 'warning' as const,
        text: `Live: ${before} → Draft: ${draft.outcome}`,
      };
}

/** The decision of the live set beside that of the draft. */
export function LiveComparison(props: {
  enabled: boolean;
  live: LiveDecisionState;
  decision?: PlaygroundDecision;
  onToggle: (enabled: boolean) => void;
}) {
  const { enabled, live, decision, onToggle } = props;
  const sentence = enabled ? sentenceOf(live, decision) : undefined;
  return (
    <Box>
      <FormControlLabel
        control={
          <Switch
            size="small"
            checked={enabled}
            onChange={event => onToggle(event.target.checked)}
          />
        }
        label={<Typography variant="body2">Compare with live</Typography>}
        title="Asks the live set the same request. This is not logged and not counted."
        sx={{ ml: 0, gap: 0.5 }}
      />
      {enabled && !sentence && (
        <Typography variant="caption" color="text.secondary">
          asking the live set
        </Typography>
      )}
      {sentence && (
        <Alert
          variant="outlined"
          severity={sentence.severity}
          sx={{ mt: 0.5, py: 0 }}
        >
          <LongText text={sentence.text} />
        </Alert>
      )}
    </Box>
  );
}
