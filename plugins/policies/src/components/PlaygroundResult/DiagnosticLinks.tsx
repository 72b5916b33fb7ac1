import { Diagnostic, FileRange } from '@internal/plugin-policies-common';
import ErrorIcon from '@mui/icons-material/ErrorOutline';
import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { LongText } from '../LongText';
import { toneColour } from '../ToneChip';

/** What is to be fixed in the draft; a click goes to the place. */
export function DiagnosticLinks(props: {
  diagnostics: Diagnostic[];
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { diagnostics, onJump } = props;
  if (!diagnostics.length) {
    return null;
  }
  return (
    <Box component="section" aria-label="To fix">
      <Typography
        variant="subtitle2"
        component="h3"
        sx={{ m: 0, mb: 0.5, fontWeight: 600 }}
      >
        To fix ({diagnostics.length})
      </Typography>
      <Stack component="ul" spacing={1} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {diagnostics.map((item, index) => {
          const bad = item.severity === 'error';
          const Icon = bad ? ErrorIcon : WarningIcon;
          return (
            <Stack component="li" key={index} direction="row" spacing={1}>
              <Icon
                fontSize="small"
                titleAccess={bad ? 'Error' : 'Warning'}
                sx={theme => ({
                  mt: '1px',
                  color: toneColour(theme, bad ? 'bad' : 'warning'),
                })}
              />
              <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                <Typography variant="body2">
                  <LongText text={item.message} />
                </Typography>
                {item.help && (
                  <Typography variant="body2" color="text.secondary">
                    {item.help}
                  </Typography>
                )}
                {item.file && (
                  <Link
                    component="button"
                    type="button"
                    variant="caption"
                    sx={{ fontFamily: 'monospace', textAlign: 'left' }}
                    onClick={() => onJump(item.file!, item.range)}
                  >
                    {item.file}
                    {item.range && `:${item.range.startLine}`}
                  </Link>
                )}
              </Box>
            </Stack>
          );
        })}
      </Stack>
    </Box>
  );
}
