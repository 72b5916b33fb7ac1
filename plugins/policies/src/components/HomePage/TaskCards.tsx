import AddIcon from '@mui/icons-material/AddModeratorOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutline';
import SearchIcon from '@mui/icons-material/ManageSearch';
import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import CardActionArea from '@mui/material/CardActionArea';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';

const TASKS = [
  {
    title: 'Find a policy',
    text: 'Look up what a rule says, who owns it and who depends on it.',
    to: paths.policies('policies'),
    Icon: SearchIcon,
  },
  {
    title: 'Test a request',
    text: 'Ask whether a request would be allowed, and why; change the policy and watch.',
    to: paths.playground(),
    Icon: PlayIcon,
  },
  {
    title: 'Onboard a domain',
    text: 'From a name to live decisions: a template or the policies a team already has.',
    to: paths.newJourney(),
    Icon: AddIcon,
  },
];

/** The three tasks people come for. */
export function TaskCards() {
  return (
    <Box
      component="nav"
      aria-label="Tasks"
      sx={{
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: '1fr', md: 'repeat(3, 1fr)' },
      }}
    >
      {TASKS.map(({ title, text, to, Icon }) => (
        <Card key={title} variant="outlined">
          <CardActionArea
            component={RouterLink}
            to={to}
            sx={{ height: '100%', p: 2 }}
          >
            <Stack direction="row" spacing={2} alignItems="flex-start">
              <Icon color="primary" aria-hidden />
              <div>
                <Typography variant="subtitle1" component="p" fontWeight={600}>
                  {title}
                </Typography>
                <Typography variant="body2" color="text.secondary">
                  {text}
                </Typography>
              </div>
            </Stack>
          </CardActionArea>
        </Card>
      ))}
    </Box>
  );
}
