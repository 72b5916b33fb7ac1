import ErrorIcon from '@mui/icons-material/ErrorOutline';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { Diagnostic } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import { LongText } from '../LongText';
import { toneColour } from '../ToneChip';

/** Where a diagnostic stands, for example `policies/daily-limit.cedar:12`. */
function placeOf(diagnostic: Diagnostic): string | undefined {
  const { file, range } = diagnostic;
  return file && range ? `${file}:${range.startLine}` : file;
}

/** What is to be fixed in the files of a set: place, what is wrong, the fix. */
export function DiagnosticsList(props: { diagnostics: Diagnostic[] }) {
  return (
    <List disablePadding>
      {props.diagnostics.map((diagnostic, index) => {
        const isError = diagnostic.severity === 'error';
        const Icon = isError ? ErrorIcon : WarningIcon;
        const place = placeOf(diagnostic);
        return (
          <ListItem
            key={index}
            alignItems="flex-start"
            sx={{ px: 2.5, py: 0.5 }}
          >
            <ListItemIcon sx={{ minWidth: 32, mt: 0.75 }}>
              <Icon
                fontSize="small"
                titleAccess={isError ? 'Error' : 'Warning'}
                sx={theme => ({
                  color: toneColour(theme, isError ? 'bad' : 'warning'),
                })}
              />
            </ListItemIcon>
            <ListItemText
              sx={{ overflowWrap: 'anywhere' }}
              primary={
                <>
                  {place && (
                    <Box
                      component="code"
                      sx={{ fontFamily: 'monospace', mr: 1 }}
                    >
                      {place}
                    </Box>
                  )}
                  <LongText text={diagnostic.message} />
                </>
              }
              primaryTypographyProps={{ variant: 'body2' }}
              secondary={diagnostic.help}
            />
          </ListItem>
        );
      })}
    </List>
  );
}
