import { FileRange } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';

/** Leads to a place in a file of a set, in the playground. */
export function PlaceLink(props: {
  set: string;
  file: string;
  range?: FileRange;
}) {
  const { set, file, range } = props;
  return (
    <Link
      component={RouterLink}
      variant="body2"
      to={paths.playground(set, { file, line: range?.startLine })}
      sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}
    >
      {file}
      {range && `:${range.startLine}`}
    </Link>
  );
}
