import { usePermission } from '@backstage/plugin-permission-react';
import { journeyCreatePermission } from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';

/** The way to a new journey, for those who may begin one. */
export function OnboardButton() {
  const { allowed } = usePermission({ permission: journeyCreatePermission });
  return allowed ? (
    <Button variant="contained" component={RouterLink} to={paths.newJourney()}>
      Onboard a domain
    </Button>
  ) : null;
}
