import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useCompany } from '../../hooks/useCompany';
import { Section } from '../Section';
import { messageOf } from '../StateMessage';
import { nameOf } from './model';
import { StepProps } from './StepProps';

/** Who writes in the journey besides whoever began it. */
export function JourneyPeople(props: StepProps) {
  const { id, state } = props;
  const company = useCompany();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const { createdBy, people = [], may } = state.journey ?? {};
  const titleOf = (ref: string) =>
    company.users.find(user => user.ref === ref)?.title ?? nameOf(ref);

  const invite = async (chosen: string[]) => {
    setBusy(true);
    setError(undefined);
    try {
      await state.act(api => api.setJourneyPeople(id, chosen));
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };

  return (
    <Section
      title="Who writes with you"
      hint="Others can read the journey. Whoever writes a part of it does not approve it later."
      padded
    >
      <Autocomplete
        multiple
        size="small"
        options={company.users
          .map(({ ref }) => ref)
          .filter(ref => ref !== createdBy)}
        getOptionLabel={titleOf}
        value={people}
        onChange={(_, refs) => invite(refs)}
        loading={company.loading}
        disabled={busy || !may?.manage}
        renderInput={parameters => (
          <TextField
            {...parameters}
            label="Invited people"
            helperText={
              may?.manage
                ? 'They can change every answer and ask for review.'
                : `Only ${titleOf(
                    createdBy ?? '',
                  )}, who began the journey, invites people.`
            }
          />
        )}
      />
      {error && (
        <Alert severity="error" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {messageOf(error)}
        </Alert>
      )}
    </Section>
  );
}
