import { parseEntityRef } from '@backstage/catalog-model';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Box from '@mui/material/Box';
import { shortenId } from '../Identifier';

/** True for a whole entity reference, such as `component:default/order-gateway`. */
function isEntityRef(caller: string): boolean {
  try {
    parseEntityRef(caller);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where the link shows its own: names of the catalog are short. */
function shortTitle(caller: string): string | undefined {
  const short = shortenId(caller);
  return short === caller ? undefined : short;
}

/** Who asked: a link for what the catalog knows, else the subject of the access token. */
export function CallerLabel(props: { caller: string }) {
  const { caller } = props;
  return isEntityRef(caller) ? (
    <EntityRefLink entityRef={caller} title={shortTitle(caller)} />
  ) : (
    <Box
      component="code"
      title={caller}
      sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}
    >
      {shortenId(caller)}
    </Box>
  );
}
