import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { VisibleText } from '../VisibleText';

/** The regulations a policy serves; each leads to the policies that serve it, too. */
export function RegulationChips(props: { regulations: string[] }) {
  return (
    <Stack direction="row" flexWrap="wrap" useFlexGap spacing={0.5}>
      {props.regulations.map(regulation => (
        <Chip
          key={regulation}
          label={<VisibleText text={regulation} />}
          size="small"
          variant="outlined"
          clickable
          component={RouterLink}
          to={paths.policies('policies', { regulation })}
          sx={{ m: 0 }}
        />
      ))}
    </Stack>
  );
}
