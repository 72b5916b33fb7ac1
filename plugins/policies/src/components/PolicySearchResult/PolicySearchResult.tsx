import { PolicyDocument } from '@internal/plugin-policies-common';
import {
  ResultHighlight,
  SearchDocument,
} from '@backstage/plugin-search-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import ListItemIcon from '@mui/material/ListItemIcon';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactElement } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { LifecycleChip } from '../LifecycleChip';
import { RegulationChips } from '../RegulationChips';
import { PolicyIcon } from '../icons';

function Marked(props: {
  highlight?: ResultHighlight;
  field: string;
  text: string;
}) {
  const { highlight, field, text } = props;
  const marked = highlight?.fields[field];
  return marked && highlight ? (
    <HighlightedSearchResultText
      text={marked}
      preTag={highlight.preTag}
      postTag={highlight.postTag}
    />
  ) : (
    <>{text}</>
  );
}

/** A policy among the results of a search. */
export function PolicySearchResult(props: {
  result?: SearchDocument;
  highlight?: ResultHighlight;
  icon?: ReactElement;
}) {
  const { highlight, icon } = props;
  const result = props.result as PolicyDocument | undefined;
  if (!result) {
    return null;
  }
  return (
    <Stack direction="row" alignItems="flex-start" sx={{ minWidth: 0 }}>
      <ListItemIcon sx={{ minWidth: 40, mt: 0.5 }}>
        {icon ?? <PolicyIcon />}
      </ListItemIcon>
      <Box sx={{ minWidth: 0, '& mark': { color: 'common.black' } }}>
        <Link
          component={RouterLink}
          to={result.location}
          variant="h6"
          sx={{ overflowWrap: 'anywhere' }}
        >
          <Marked highlight={highlight} field="title" text={result.title} />
        </Link>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
          Policy of{' '}
          <Link component={RouterLink} to={paths.set(result.set)}>
            {result.setTitle ?? result.set}
          </Link>
          , owned by{' '}
          <EntityRefLink
            entityRef={result.owner}
            defaultKind="group"
            hideIcon
          />
        </Typography>
        <Typography
          variant="body2"
          sx={{
            mb: 1,
            display: '-webkit-box',
            WebkitBoxOrient: 'vertical',
            WebkitLineClamp: 3,
            overflow: 'hidden',
            overflowWrap: 'anywhere',
          }}
        >
          <Marked highlight={highlight} field="text" text={result.text} />
        </Typography>
        <Stack direction="row" flexWrap="wrap" useFlexGap spacing={1}>
          <LifecycleChip lifecycle={result.lifecycle} />
          <RegulationChips regulations={result.regulations ?? []} />
        </Stack>
      </Box>
    </Stack>
  );
}
