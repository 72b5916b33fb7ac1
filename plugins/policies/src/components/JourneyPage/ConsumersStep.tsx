import Autocomplete from '@mui/material/Autocomplete';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useCompany } from '../../hooks/useCompany';
import { CodeBlock } from '../CodeBlock';
import { shortenId } from '../Identifier';
import { Section } from '../Section';
import { listIn, nameOf } from './model';
import { StepProps } from './StepProps';

/** Which services will ask, and what each has to add. */
export function ConsumersStep(props: StepProps) {
  const { get, set, preview } = props.state;
  const company = useCompany();
  const consumers = listIn(get('consumers'));
  const titleOf = (ref: string) =>
    company.components.find(known => known.ref === ref)?.title ?? nameOf(ref);
  const name = get('set') || 'my-set';
  const example = preview?.cases.find(({ decision }) => decision)?.case.request;
  return (
    <>
      <Section
        title="Services that will ask"
        hint="Declared consumers see what a change would do to them, and approve what flips their decisions."
        padded
      >
        <Autocomplete
          multiple
          size="small"
          options={company.components.map(({ ref }) => ref)}
          getOptionLabel={titleOf}
          value={consumers}
          onChange={(_, refs) => set({ consumers: JSON.stringify(refs) })}
          loading={company.loading}
          renderInput={parameters => (
            <TextField
              {...parameters}
              label="Components"
              helperText="They can be declared later, too."
            />
          )}
        />
      </Section>
      <Section
        title="What each adds"
        hint="In its catalog-info.yaml, and where it asks."
        padded
      >
        <Stack spacing={2}>
          {consumers.length > 0 && (
            <Typography variant="body2">
              {consumers.map(titleOf).map(shortenId).join(', ')}
            </Typography>
          )}
          <CodeBlock
            what="annotation"
            text={`metadata:\n  annotations:\n    policies.internal/consumes: ${name}`}
          />
          <CodeBlock
            what="request"
            text={`curl -X POST ${
              window.location.origin
            }/api/policies/sets/${name}/access/v1/evaluation \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(
    example ?? {
      subject: { type: 'user', id: 'ana' },
      action: { name: 'read' },
      resource: { type: 'document', id: 'd-1' },
    },
  )}'`}
          />
        </Stack>
      </Section>
    </>
  );
}
