import { Overview } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';

interface Stat {
  label: string;
  value: number;
  note?: string;
  to?: string;
}

const number = (value: number) => value.toLocaleString('en');

function statsOf(counts: Overview['counts']): Stat[] {
  return [
    {
      label: 'Policy sets',
      value: counts.sets,
      note: counts.brokenSets
        ? `${number(counts.brokenSets)} broken`
        : undefined,
      to: paths.policies('sets'),
    },
    {
      label: 'Policies',
      value: counts.policies,
      to: paths.policies('policies'),
    },
    {
      label: 'Cases',
      value: counts.cases,
      note: counts.failedCases
        ? `${number(counts.failedCases)} fail`
        : undefined,
    },
    { label: 'Domains', value: counts.domains },
    { label: 'Engines', value: counts.engines, to: paths.engines() },
    { label: 'Decisions, 24 h', value: counts.decisions24h },
    {
      label: 'Denied, 24 h',
      value: counts.denied24h,
      note: counts.decisions24h
        ? `${Math.round((100 * counts.denied24h) / counts.decisions24h)}%`
        : undefined,
    },
  ];
}

const PLACEHOLDER = {
  sets: 0,
  policies: 0,
  cases: 0,
  failedCases: 0,
  brokenSets: 0,
  domains: 0,
  engines: 0,
  decisions24h: 0,
  leftOut24h: 0,
  denied24h: 0,
};

/** The size and pulse of the portal, quietly. */
export function StatRow(props: { counts?: Overview['counts'] }) {
  const { counts } = props;
  return (
    <Paper variant="outlined" sx={{ px: 3, py: 2 }}>
      <Box
        component="dl"
        aria-label="Counts"
        sx={{
          m: 0,
          display: 'grid',
          columnGap: 2,
          rowGap: 2,
          justifyContent: 'space-between',
          gridTemplateColumns: {
            xs: 'repeat(2, auto)',
            md: 'repeat(7, auto)',
          },
        }}
      >
        {statsOf(counts ?? PLACEHOLDER).map(stat => (
          <div key={stat.label}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {stat.to ? (
                <Link
                  component={RouterLink}
                  to={stat.to}
                  color="inherit"
                  underline="always"
                >
                  {stat.label}
                </Link>
              ) : (
                stat.label
              )}
            </Typography>
            <Typography
              component="dd"
              sx={{
                m: 0,
                fontSize: '1.5rem',
                fontWeight: 600,
                lineHeight: 1.3,
              }}
            >
              {counts ? number(stat.value) : <Skeleton width={48} />}
              {counts && stat.note && (
                <Typography
                  component="span"
                  variant="body2"
                  color="text.secondary"
                  sx={{ ml: 1 }}
                >
                  {stat.note}
                </Typography>
              )}
            </Typography>
          </div>
        ))}
      </Box>
    </Paper>
  );
}
