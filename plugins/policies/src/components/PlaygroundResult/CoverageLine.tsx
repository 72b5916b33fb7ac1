import { FileCoverage } from '@internal/plugin-policies-common';
import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';

/** How many lines of policies the cases reached, and whether the editor marks them. */
export function CoverageLine(props: {
  coverage: FileCoverage[];
  marking: boolean;
  onMark: (marking: boolean) => void;
}) {
  const { coverage, marking, onMark } = props;
  const sum = (key: 'covered' | 'notCovered') =>
    coverage.reduce((total, file) => total + file[key].length, 0);
  const covered = sum('covered');
  const all = covered + sum('notCovered');
  return (
    <Stack
      direction="row"
      alignItems="center"
      justifyContent="space-between"
      flexWrap="wrap"
      useFlexGap
      columnGap={2}
    >
      <Typography variant="body2">
        Coverage: {covered.toLocaleString('en')} of {all.toLocaleString('en')}{' '}
        lines
        {all > 0 && ` (${Math.floor((100 * covered) / all)}%)`}
      </Typography>
      <FormControlLabel
        control={
          <Switch
            size="small"
            checked={marking}
            onChange={(_event, checked) => onMark(checked)}
          />
        }
        label="Mark lines in the editor"
        slotProps={{ typography: { variant: 'body2' } }}
        sx={{ m: 0, gap: 0.5 }}
      />
    </Stack>
  );
}
