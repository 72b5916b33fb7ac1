import Autocomplete from '@mui/material/Autocomplete';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { GetQuery, SetQuery } from '../../hooks/useQueryState';
import { TextFilter } from './TextFilter';

/** A filter with a fixed choice of values. */
export interface Facet {
  /** Key in the URL. */
  key: string;
  label: string;
  options: Array<{ value: string; label: string }>;
}

/** Key of the free text in the URL. */
export const TEXT_KEY = 'q';

/** Filters of a list and how much they leave: "23 of 164 policies". */
export function FilterBar(props: {
  facets: Facet[];
  query: [GetQuery, SetQuery];
  shown: number;
  total: number;
  /** For example "policies". */
  noun: string;
  /** While items still arrive. */
  loading?: boolean;
}) {
  const { facets, query, shown, total, noun, loading } = props;
  const [get, set] = query;
  const filtered = [TEXT_KEY, ...facets.map(facet => facet.key)].some(get);
  const change = (key: string, value: string | undefined) =>
    set({ [key]: value, page: undefined });

  return (
    <Stack spacing={1} role="search" aria-label={`Filter ${noun}`}>
      <Stack direction="row" flexWrap="wrap" useFlexGap spacing={1}>
        <TextFilter
          label="Search"
          value={get(TEXT_KEY) ?? ''}
          onChange={value => change(TEXT_KEY, value)}
        />
        {facets.map(facet => {
          const value = get(facet.key);
          const selected = value
            ? facet.options.find(option => option.value === value) ?? {
                value,
                label: value,
              }
            : null;
          return (
            <Autocomplete
              key={facet.key}
              size="small"
              sx={{ flex: '1 1 140px', maxWidth: 200 }}
              options={facet.options}
              value={selected}
              isOptionEqualToValue={(a, b) => a.value === b.value}
              getOptionKey={option => option.value}
              onChange={(_, option) => change(facet.key, option?.value)}
              renderInput={parameters => (
                <TextField {...parameters} label={facet.label} />
              )}
            />
          );
        })}
      </Stack>
      <Stack direction="row" alignItems="center" spacing={1} minHeight={32}>
        <Typography variant="body2" color="text.secondary" role="status">
          {loading && !total && `Loading ${noun} …`}
          {Boolean(total) &&
            (filtered
              ? `${shown.toLocaleString('en')} of ${total.toLocaleString(
                  'en',
                )} ${noun}`
              : `${total.toLocaleString('en')} ${noun}`)}
        </Typography>
        {filtered && (
          <Button
            size="small"
            onClick={() =>
              set(
                Object.fromEntries(
                  [TEXT_KEY, 'page', ...facets.map(facet => facet.key)].map(
                    key => [key, undefined],
                  ),
                ),
              )
            }
          >
            Clear filters
          </Button>
        )}
      </Stack>
    </Stack>
  );
}
