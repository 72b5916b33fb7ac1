import { PolicySetSummary } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink, useSearchParams } from 'react-router-dom';
import { useSets } from '../../hooks/useSets';
import { paths } from '../../routes';
import { Column, DataTable } from '../DataTable';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';
import { DraftStore } from './model';

const store = new DraftStore();

const columns: Column<PolicySetSummary>[] = [
  {
    id: 'title',
    title: 'Start from',
    sortBy: set => set.title,
    render: set => (
      <>
        <Link
          component={RouterLink}
          to={paths.playground(set.name)}
          fontWeight={500}
        >
          {set.title}
        </Link>
        <Typography variant="body2" color="text.secondary">
          {set.description}
        </Typography>
      </>
    ),
  },
  {
    id: 'draft',
    title: 'Your draft',
    width: 160,
    sortBy: set => -store.changeCount(set.name),
    render: set => {
      const count = store.changeCount(set.name);
      return count ? (
        <ToneChip
          tone="info"
          label={`${count} ${count === 1 ? 'file' : 'files'} changed`}
        />
      ) : null;
    },
  },
  {
    id: 'policies',
    title: 'Policies',
    align: 'right',
    width: 96,
    sortBy: set => set.policyCount,
    render: set => set.policyCount.toLocaleString('en'),
  },
  {
    id: 'cases',
    title: 'Cases',
    align: 'right',
    width: 96,
    sortBy: set => set.cases.total,
    render: set => set.cases.total.toLocaleString('en'),
  },
];

/** Start of the playground: choose the set to try things on. */
export function SetChooser() {
  const { items, loading, error, retry } = useSets();
  const [query, setQuery] = useSearchParams();
  const [text, setText] = useState(query.get('query') ?? '');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const visible = items.filter(set => {
    const haystack =
      `${set.title} ${set.name} ${set.description} ${set.domain} ${set.resourceTypes}`.toLowerCase();
    return words.every(word => haystack.includes(word));
  });
  const search = (next: string) => {
    setText(next);
    setQuery(next ? { query: next } : {}, { replace: true });
  };

  return (
    <Stack
      component="section"
      aria-label="Choose a policy set"
      spacing={2}
      sx={{ p: 3, maxWidth: 1200 }}
    >
      <Box>
        <Typography variant="h6" component="h2" sx={{ m: 0 }}>
          Start from an example
        </Typography>
        <Typography variant="body2" color="text.secondary">
          Every policy set can be opened, changed and asked here. Nothing live
          changes.
        </Typography>
      </Box>
      <TextField
        size="small"
        type="search"
        label="Find a policy set"
        value={text}
        onChange={event => search(event.target.value)}
        sx={{ maxWidth: 400 }}
      />
      {error ? (
        <ErrorMessage error={error} what="the policy sets" onRetry={retry} />
      ) : (
        <DataTable
          label="Policy sets"
          columns={columns}
          rows={visible}
          rowKey={set => set.name}
          hrefOf={set => paths.playground(set.name)}
          loading={loading}
          empty={
            words.length ? (
              <StateMessage
                kind="empty"
                title={`No policy set matches '${text}'`}
                action={<Button onClick={() => search('')}>Clear</Button>}
              />
            ) : (
              <StateMessage kind="empty" title="There are no policy sets yet">
                Onboard a domain first; its set can then be tried here.
              </StateMessage>
            )
          }
        />
      )}
    </Stack>
  );
}
