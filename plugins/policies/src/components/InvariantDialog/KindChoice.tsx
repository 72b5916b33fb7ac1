import { InvariantKind } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';

const KINDS: Array<{ kind: InvariantKind; label: string; means: string }> = [
  {
    kind: 'never',
    label: 'Never',
    means: 'No request that meets the conditions is allowed.',
  },
  {
    kind: 'at most',
    label: 'Only if',
    means: 'What is allowed of these requests meets the conditions.',
  },
  {
    kind: 'at least',
    label: 'Always',
    means: 'Every request that meets the conditions is allowed.',
  },
];

/** What an invariant says of the requests that meet its conditions. */
export function KindChoice(props: {
  value: InvariantKind;
  onChange: (kind: InvariantKind) => void;
}) {
  return (
    <RadioGroup
      aria-label="What it says"
      value={props.value}
      onChange={event => props.onChange(event.target.value as InvariantKind)}
    >
      {KINDS.map(({ kind, label, means }) => (
        <FormControlLabel
          key={kind}
          value={kind}
          control={<Radio size="small" sx={{ py: 0.5 }} />}
          label={
            <Box component="span">
              <strong>{label}</strong>{' '}
              <Typography
                component="span"
                variant="body2"
                color="text.secondary"
              >
                {means}
              </Typography>
            </Box>
          }
        />
      ))}
    </RadioGroup>
  );
}
