import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { CallerLabel } from '../CallerLabel';
import { CodeBlock } from '../CodeBlock';

/** Which services were chosen as consumers and still have to say so, and what each adds. */
export function IntendedConsumers(props: { set: string; intended: string[] }) {
  const { set, intended } = props;
  return (
    <Stack spacing={1} sx={{ px: 2.5, pb: 2 }}>
      <Typography variant="body2" component="div">
        {'Waiting for the annotation in '}
        {intended.map((ref, index) => (
          <span key={ref}>
            {index > 0 && ', '}
            <CallerLabel caller={ref} />
          </span>
        ))}
        . Each adds this to its catalog-info.yaml, or the name of the set to the
        annotation it has:
      </Typography>
      <CodeBlock
        what="annotation"
        text={`metadata:\n  annotations:\n    policies.internal/consumes: ${set}`}
      />
    </Stack>
  );
}
