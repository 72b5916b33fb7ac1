import { FILE_FIELD } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { JourneyState } from '../../hooks/useJourney';
import { CallerLabel } from '../CallerLabel';
import { RelativeTime } from '../RelativeTime';

/** Fields that someone else wrote at the same time: both texts are shown, and one is chosen. */
export function ConflictAlert(props: { state: JourneyState }) {
  const { conflicts, resolve } = props.state;
  return (
    <>
      {conflicts.map(({ field, mine, theirs }) => {
        const name = field.startsWith(FILE_FIELD)
          ? field.slice(FILE_FIELD.length)
          : field;
        return (
          <Alert key={field} severity="warning">
            <AlertTitle>
              Two people wrote <code>{name}</code> at the same time
            </AlertTitle>
            <Stack spacing={1.5}>
              <Version title="Yours" text={mine} />
              <div>
                <Typography variant="body2" component="div">
                  <CallerLabel caller={theirs.by} />,{' '}
                  <RelativeTime time={theirs.at} />
                </Typography>
                <Version title="Theirs" text={theirs.value} />
              </div>
              <Stack direction="row" spacing={1}>
                <Button
                  size="small"
                  variant="outlined"
                  onClick={() => resolve(field, 'mine')}
                >
                  Keep mine
                </Button>
                <Button
                  size="small"
                  variant="outlined"
                  onClick={() => resolve(field, 'theirs')}
                >
                  Take theirs
                </Button>
              </Stack>
            </Stack>
          </Alert>
        );
      })}
    </>
  );
}

function Version(props: { title: string; text: string | null }) {
  return (
    <Box>
      <Typography variant="body2" fontWeight={600}>
        {props.title}
      </Typography>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={props.title}
        sx={{
          m: 0,
          maxHeight: 160,
          overflow: 'auto',
          fontSize: '0.8125rem',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        }}
      >
        {props.text ?? '(taken away)'}
      </Box>
    </Box>
  );
}
