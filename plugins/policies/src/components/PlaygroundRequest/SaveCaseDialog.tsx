import {
  EvaluationRequest,
  isCaseFile,
  PlaygroundDecision,
  PolicyCase,
  PolicyFile,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { FormEvent, useRef, useState } from 'react';
import { appendCase } from '../Playground/model';
import { ChoiceField } from './EntityField';

/** Turns the request into a case: adds it to a file of cases in the draft. */
export function SaveCaseDialog(props: {
  caseFiles: PolicyFile[];
  request: EvaluationRequest;
  decision?: PlaygroundDecision;
  onSave: (path: string, content: string) => void;
  onClose: () => void;
}) {
  const { caseFiles, request, decision, onSave, onClose } = props;
  const paths = caseFiles.map(file => file.path);
  const fieldRef = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [path, setPath] = useState(paths[0] ?? 'tests/cases.yaml');
  const [allowed, setAllowed] = useState(decision?.outcome === 'allowed');
  const [naming, setNaming] = useState(false);
  const [problem, setProblem] = useState<string>();
  const determining = [
    ...new Set(decision?.determining.map(item => item.policy) ?? []),
  ];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const item: PolicyCase = {
      name: name.trim(),
      request,
      expect: {
        decision: allowed,
        ...(naming && { policies: determining }),
      },
    };
    try {
      const content = caseFiles.find(file => file.path === path)?.content ?? '';
      onSave(path, appendCase(content, item));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      TransitionProps={{ onEntered: () => fieldRef.current?.focus() }}
    >
      <form onSubmit={submit}>
        <DialogTitle>Save request as case</DialogTitle>
        <DialogContent>
          <DialogContentText sx={{ mb: 2 }}>
            The case is added to a file of this draft; nothing live changes.
          </DialogContentText>
          <Stack spacing={2}>
            {problem && (
              <Alert variant="outlined" severity="error">
                {problem}
              </Alert>
            )}
            <TextField
              inputRef={fieldRef}
              required
              fullWidth
              size="small"
              label="What the case shows"
              placeholder="retail customer above the daily limit is denied"
              value={name}
              inputProps={{ maxLength: 200 }}
              onChange={event => setName(event.target.value)}
            />
            <ChoiceField
              label="File"
              required
              value={path}
              choices={paths}
              onChange={setPath}
            />
            <TextField
              select
              size="small"
              label="Expected decision"
              value={String(allowed)}
              onChange={event => setAllowed(event.target.value === 'true')}
            >
              <MenuItem value="true">Allowed</MenuItem>
              <MenuItem value="false">Denied</MenuItem>
            </TextField>
            {determining.length > 0 && (
              <FormControlLabel
                control={
                  <Checkbox
                    checked={naming}
                    onChange={event => setNaming(event.target.checked)}
                  />
                }
                label={`Also expect the determining policies: ${determining.join(
                  ', ',
                )}`}
              />
            )}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="contained"
            disabled={!name.trim() || !isCaseFile(path)}
          >
            Save case
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
