import { RequestVocabulary } from '@internal/plugin-policies-common';
import AddIcon from '@mui/icons-material/Add';
import RemoveIcon from '@mui/icons-material/RemoveCircleOutline';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { ChoiceField, EntityField, knownIdsOf } from '../PlaygroundRequest';
import { AttributePath } from './attributePaths';
import { Comparison, operandProblem } from './comparisons';
import { comparisonsOfPath, ConditionRow } from './useInvariantForm';

/** Conditions of an invariant, a row each. */
export function ConditionRows(props: {
  rows: ConditionRow[];
  paths: AttributePath[];
  vocabulary?: RequestVocabulary;
  onChange: (rows: ConditionRow[]) => void;
}) {
  const { rows, paths, vocabulary, onChange } = props;
  const replace = (index: number, next: Partial<ConditionRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...next } : row)));
  return (
    <Stack spacing={1.5} alignItems="flex-start">
      {rows.map((row, index) => (
        <Row
          key={index}
          number={index + 1}
          row={row}
          paths={paths}
          vocabulary={vocabulary}
          onChange={next => replace(index, next)}
          onRemove={() => onChange(rows.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        size="small"
        startIcon={<AddIcon />}
        disabled={!paths.length}
        onClick={() =>
          onChange([
            ...rows,
            { attribute: '', comparison: '', value: '', entity: '' },
          ])
        }
        sx={{ textTransform: 'none' }}
      >
        Add a condition
      </Button>
    </Stack>
  );
}

function Row(props: {
  number: number;
  row: ConditionRow;
  paths: AttributePath[];
  vocabulary?: RequestVocabulary;
  onChange: (next: Partial<ConditionRow>) => void;
  onRemove: () => void;
}) {
  const { number, row, paths, vocabulary, onChange, onRemove } = props;
  const path = paths.find(({ label }) => label === row.attribute);
  const comparisons = path ? comparisonsOfPath(path) : [];
  const comparison = comparisons.find(({ id }) => id === row.comparison);
  return (
    <Stack
      role="group"
      aria-label={`Condition ${number}`}
      direction="row"
      spacing={1}
      alignItems="flex-start"
      sx={{ width: '100%' }}
    >
      <Box
        sx={{
          flex: 1,
          minWidth: 0,
          display: 'grid',
          gap: 1,
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            sm: 'minmax(0, 5fr) minmax(0, 4fr) minmax(0, 5fr)',
          },
        }}
      >
        <ChoiceField
          label="Attribute"
          value={row.attribute}
          choices={paths.map(({ label }) => label)}
          placeholder="resource.amount"
          onChange={attribute => {
            const next = paths.find(({ label }) => label === attribute);
            onChange({
              attribute,
              comparison: (next && comparisonsOfPath(next)[0]?.id) ?? '',
              value: '',
              entity: '',
            });
          }}
        />
        <TextField
          select
          fullWidth
          size="small"
          label="Comparison"
          disabled={!comparisons.length}
          value={comparison?.id ?? ''}
          onChange={event => onChange({ comparison: event.target.value })}
          helperText={
            path && !comparisons.length ? 'Write it in Cedar below.' : undefined
          }
        >
          {comparisons.map(({ id, words }) => (
            <MenuItem key={id} value={id}>
              {words}
            </MenuItem>
          ))}
        </TextField>
        {path && comparison && (
          <Value
            row={row}
            path={path}
            comparison={comparison}
            vocabulary={vocabulary}
            onChange={onChange}
          />
        )}
      </Box>
      <IconButton
        size="small"
        aria-label={`Remove condition ${number}`}
        title={`Remove condition ${number}`}
        onClick={onRemove}
        sx={{ mt: 0.5 }}
      >
        <RemoveIcon fontSize="small" />
      </IconButton>
    </Stack>
  );
}

function Value(props: {
  row: ConditionRow;
  path: AttributePath;
  comparison: Comparison;
  vocabulary?: RequestVocabulary;
  onChange: (next: Partial<ConditionRow>) => void;
}) {
  const { row, path, comparison, vocabulary, onChange } = props;
  if (comparison.operand === 'none') {
    return null;
  }
  if (comparison.operand === 'entity') {
    return (
      <EntityField
        label="Value"
        type={row.entity}
        id={row.value}
        types={entityTypesFor(path, comparison, vocabulary)}
        knownIds={knownIdsOf(vocabulary, row.entity)}
        onChange={({ type, id }) => onChange({ entity: type, value: id })}
      />
    );
  }
  const problem = row.value
    ? operandProblem(comparison, row.value, row.entity)
    : undefined;
  return (
    <TextField
      fullWidth
      size="small"
      label="Value"
      value={row.value}
      error={Boolean(problem)}
      helperText={problem}
      inputProps={{
        inputMode: comparison.operand === 'number' ? 'numeric' : undefined,
      }}
      onChange={event => onChange({ value: event.target.value })}
    />
  );
}

/** An attribute equals what its type admits; it may be a member of anything. */
function entityTypesFor(
  { type }: AttributePath,
  { id }: Comparison,
  vocabulary: RequestVocabulary | undefined,
): string[] {
  if (!id.endsWith('in')) {
    if (type.kind === 'entity') {
      return type.types;
    }
    if (type.kind === 'set' && type.element.kind === 'entity') {
      return type.element.types;
    }
  }
  return vocabulary?.entityTypes.map(({ engineType }) => engineType) ?? [];
}
