import { ACTION_FIELD } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import FormHelperText from '@mui/material/FormHelperText';
import Typography from '@mui/material/Typography';
import { JourneyState } from '../../hooks/useJourney';
import { TextAnswer } from './TextAnswer';

/** What the domain calls the actions of a template. */
export function ActionNames(props: {
  state: JourneyState;
  /** Of the template. */
  actions: string[];
}) {
  const { state, actions } = props;
  return (
    <Box role="group" aria-labelledby="actions-title">
      <Typography id="actions-title" variant="body2" sx={{ mb: 1.5 }}>
        What may be done
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            sm: 'repeat(auto-fill, minmax(200px, 1fr))',
          },
        }}
      >
        {actions.map(action => (
          <TextAnswer
            key={action}
            state={state}
            field={`${ACTION_FIELD}${action}`}
            label={`Instead of “${action}”`}
            placeholder={action}
          />
        ))}
      </Box>
      <FormHelperText sx={{ mx: 1.75 }}>
        What services send for each action of the template; left empty, its own
        name. Several names, separated by commas, are decided alike.
      </FormHelperText>
    </Box>
  );
}
