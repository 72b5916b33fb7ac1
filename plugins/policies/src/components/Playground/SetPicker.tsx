import { PolicySetSummary } from '@internal/plugin-policies-common';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useNavigate } from 'react-router-dom';
import { useSets } from '../../hooks/useSets';
import { paths } from '../../routes';

/** Chooses the set whose files are in the playground. */
export function SetPicker(props: { set?: string }) {
  const { set } = props;
  const { items, loading } = useSets();
  const navigate = useNavigate();
  const chosen = items.find(item => item.name === set);
  // The set of the route is not in the list before the list is there.
  const placeholder =
    set && !items.length
      ? ({ name: set, title: set } as PolicySetSummary)
      : null;
  return (
    <Autocomplete<PolicySetSummary, false, boolean>
      size="small"
      disableClearable={Boolean(set)}
      options={items}
      loading={loading}
      value={chosen ?? placeholder}
      getOptionLabel={option => option.title}
      getOptionKey={option => option.name}
      isOptionEqualToValue={(a, b) => a.name === b.name}
      onChange={(_event, option) =>
        option && navigate(paths.playground(option.name))
      }
      renderOption={(optionProps, option) => (
        <li {...optionProps}>
          <Box>
            <Typography variant="body2">{option.title}</Typography>
            <Typography variant="caption" color="text.secondary">
              {option.name}, {option.policyCount} policies
            </Typography>
          </Box>
        </li>
      )}
      renderInput={parameters => (
        <TextField {...parameters} label="Policy set" />
      )}
      sx={{ width: 280, maxWidth: '100%' }}
    />
  );
}
