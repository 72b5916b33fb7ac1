import { DeterminingPolicy, FileRange } from '@internal/plugin-policies-common';
import OpenIcon from '@mui/icons-material/OpenInNew';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Tone, ToneChip } from '../ToneChip';

const EFFECTS: Record<string, Tone> = { permit: 'good', forbid: 'bad' };

function linesOf({ startLine, endLine }: FileRange): string {
  return endLine > startLine
    ? `lines ${startLine}–${endLine}`
    : `line ${startLine}`;
}

/** Policies that took part in a decision; a click goes to their lines. */
export function PolicyList(props: {
  set: string;
  title: string;
  policies: DeterminingPolicy[];
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { set, title, policies, onJump } = props;
  if (!policies.length) {
    return null;
  }
  return (
    <Box component="section" aria-label={title}>
      <Typography
        variant="subtitle2"
        component="h3"
        sx={{ m: 0, mb: 0.5, fontWeight: 600 }}
      >
        {title}
      </Typography>
      <Stack
        component="ul"
        spacing={0.5}
        sx={{ listStyle: 'none', m: 0, p: 0 }}
      >
        {policies.map((item, index) => (
          <Stack
            component="li"
            key={index}
            direction="row"
            alignItems="center"
            spacing={1}
          >
            {item.effect && (
              <ToneChip tone={EFFECTS[item.effect]} label={item.effect} />
            )}
            <Box sx={{ flex: 1, minWidth: 0 }}>
              {item.file ? (
                <Link
                  component="button"
                  type="button"
                  variant="body2"
                  sx={{ textAlign: 'left', fontWeight: 500 }}
                  onClick={() => onJump(item.file!, item.range)}
                >
                  {item.title}
                </Link>
              ) : (
                <Typography variant="body2">{item.title}</Typography>
              )}
              <Typography
                variant="caption"
                color="text.secondary"
                component="div"
                sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}
              >
                {item.policy}
                {item.range && `, ${linesOf(item.range)}`}
              </Typography>
            </Box>
            <IconButton
              size="small"
              component={RouterLink}
              to={paths.policy(set, item.policy)}
              aria-label={`Page of ${item.title}`}
              title={`Page of ${item.title}`}
            >
              <OpenIcon fontSize="inherit" />
            </IconButton>
          </Stack>
        ))}
      </Stack>
    </Box>
  );
}
