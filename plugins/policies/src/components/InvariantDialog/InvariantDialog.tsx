import {
  PolicyFile,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { FormEvent, ReactNode, useMemo, useRef } from 'react';
import { CodeBlock } from '../CodeBlock';
import { policiesOf } from '../Playground/model';
import { ConditionRows } from './ConditionRows';
import { KindChoice } from './KindChoice';
import { ScopeFields } from './ScopeFields';
import { useInvariantForm } from './useInvariantForm';

const MAX_TITLE = 200;

/** Asks for what must hold, in plain words, and writes it as a file of the draft. */
export function InvariantDialog(props: {
  files: PolicyFile[];
  vocabulary?: RequestVocabulary;
  onAdd: (path: string, content: string) => void;
  onClose: () => void;
}) {
  const { files, vocabulary, onAdd, onClose } = props;
  const titleRef = useRef<HTMLInputElement>(null);
  const policies = useMemo(() => policiesOf(files), [files]);
  const { fields, change, paths, isAmbiguous, path, content, missing } =
    useInvariantForm(
      vocabulary,
      files.map(file => file.path),
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!missing) {
      onAdd(path, content);
    }
  };
  return (
    <Dialog
      open
      fullWidth
      maxWidth="lg"
      onClose={(_event, cause) => cause !== 'backdropClick' && onClose()}
      aria-labelledby="new-invariant-title"
      TransitionProps={{ onEntered: () => titleRef.current?.focus() }}
    >
      <Box
        component="form"
        onSubmit={submit}
        sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}
      >
        <DialogTitle id="new-invariant-title">New invariant</DialogTitle>
        <DialogContent>
          <Box
            sx={{
              display: 'grid',
              gap: 3,
              alignItems: 'start',
              gridTemplateColumns: {
                xs: 'minmax(0, 1fr)',
                md: 'minmax(0, 3fr) minmax(0, 2fr)',
              },
            }}
          >
            <Stack spacing={2.5} sx={{ pt: 1 }}>
              <TextField
                inputRef={titleRef}
                required
                fullWidth
                size="small"
                label="What must hold"
                placeholder="Nothing leaves a frozen account"
                value={fields.title}
                inputProps={{ maxLength: MAX_TITLE }}
                onChange={event => change({ title: event.target.value })}
              />
              <KindChoice
                value={fields.kind}
                onChange={kind => change({ kind })}
              />
              <Part title="Requests it is about">
                <ScopeFields
                  scope={fields}
                  vocabulary={vocabulary}
                  onChange={change}
                />
              </Part>
              <Part title="Conditions">
                {!vocabulary && (
                  <Alert severity="info" variant="outlined" sx={{ mb: 1.5 }}>
                    The draft gives no schema, so that no attribute can be
                    offered. Write the conditions in Cedar.
                  </Alert>
                )}
                {isAmbiguous && (
                  <Typography
                    variant="body2"
                    color="text.secondary"
                    sx={{ mb: 1.5 }}
                  >
                    Choose who, and on what, to compare their attributes.
                  </Typography>
                )}
                <Stack spacing={1.5}>
                  {fields.rows.length > 1 && (
                    <TextField
                      select
                      size="small"
                      label="Of these"
                      value={fields.join}
                      onChange={event =>
                        change({ join: event.target.value as 'all' | 'any' })
                      }
                      sx={{ maxWidth: 240 }}
                    >
                      <MenuItem value="all">all have to hold</MenuItem>
                      <MenuItem value="any">one has to hold</MenuItem>
                    </TextField>
                  )}
                  <ConditionRows
                    rows={fields.rows}
                    paths={paths}
                    vocabulary={vocabulary}
                    onChange={rows => change({ rows })}
                  />
                  <TextField
                    fullWidth
                    multiline
                    maxRows={6}
                    size="small"
                    label="And, in Cedar"
                    placeholder="resource.amount > 100000"
                    value={fields.raw}
                    inputProps={{
                      spellCheck: false,
                      style: { fontFamily: 'monospace' },
                    }}
                    onChange={event => change({ raw: event.target.value })}
                  />
                </Stack>
              </Part>
              <NamesField
                label="Regulation"
                required
                options={[
                  ...new Set(policies.flatMap(item => item.regulations)),
                ].sort()}
                value={fields.regulations}
                helperText="Which rule from outside asks for it, such as FATF R.16; Enter adds one"
                onChange={regulations => change({ regulations })}
              />
              <NamesField
                label="Policies that keep it"
                options={policies.map(({ name }) => name)}
                value={fields.policies}
                onChange={chosen => change({ policies: chosen })}
              />
            </Stack>
            <Box sx={{ position: { md: 'sticky' }, top: 0, pt: 1 }}>
              <Typography variant="body2" color="text.secondary" gutterBottom>
                <code>{path}</code>
              </Typography>
              <CodeBlock text={content} what="the invariant" />
            </Box>
          </Box>
        </DialogContent>
        <DialogActions>
          <Typography
            variant="body2"
            color="text.secondary"
            role="status"
            sx={{ flex: 1, pl: 2 }}
          >
            {missing}
          </Typography>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="contained" disabled={Boolean(missing)}>
            Add to draft
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <Box role="group" aria-label={props.title}>
      <Typography variant="body2" fontWeight={600} sx={{ mb: 1 }}>
        {props.title}
      </Typography>
      {props.children}
    </Box>
  );
}

/** Names, known ones offered; those that stand behind semicolons are names of their own. */
function NamesField(props: {
  label: string;
  required?: boolean;
  options: string[];
  value: string[];
  helperText?: string;
  onChange: (names: string[]) => void;
}) {
  const { label, required, options, value, helperText, onChange } = props;
  return (
    <Autocomplete
      multiple
      freeSolo={required}
      autoSelect={required}
      size="small"
      options={options}
      value={value}
      onChange={(_event, next) =>
        onChange([
          ...new Set(
            next
              .flatMap(name => name.split(';'))
              .map(name => name.trim())
              .filter(Boolean),
          ),
        ])
      }
      renderInput={parameters => (
        <TextField
          {...parameters}
          label={required ? `${label} *` : label}
          helperText={helperText}
        />
      )}
    />
  );
}
