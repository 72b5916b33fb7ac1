import {
  evaluationRequestSchema,
  PlaygroundDecision,
  JsonError,
  readJson,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { usePoliciesApi } from '../../hooks/usePoliciesApi';
import { CodeEditor } from '../CodeEditor';
import { DecisionChip } from '../DecisionChip';
import { LongText } from '../LongText';
import { Section } from '../Section';
import { messageOf, StateMessage } from '../StateMessage';
import { countErrors } from './model';
import { PreviewPending } from './PreviewPending';
import { StepProps } from './StepProps';

/** A first decision, by the real engine. */
export function TryStep(props: StepProps) {
  const { state } = props;
  const { preview, get, readOnly } = state;
  const api = usePoliciesApi();
  const [decision, setDecision] = useState<PlaygroundDecision>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // Readers ask as well; what they ask is not kept.
  const [own, setOwn] = useState('');
  const write = (request: string) =>
    readOnly ? setOwn(request) : state.set({ request });
  const cases = preview?.cases ?? [];
  const first = cases.find(result => result.decision) ?? cases[0];
  const text =
    own ||
    get('request') ||
    (first ? JSON.stringify(first.case.request, null, 2) : '');

  if (!preview) {
    return (
      <Section title="Try it">
        <PreviewPending state={state} />
      </Section>
    );
  }
  if (!preview.files.length || countErrors(preview)) {
    return (
      <Section title="Try it">
        <StateMessage kind="empty" title="There is nothing to ask yet" dense>
          {preview.problems[0]?.message ??
            'Fix the errors of the policies first.'}
        </StateMessage>
      </Section>
    );
  }

  const ask = async () => {
    setDecision(undefined);
    setError(undefined);
    let body: unknown;
    try {
      body = readJson(text);
    } catch (problem) {
      const { message, help } = problem as JsonError;
      setError(`The request cannot be read: ${message}. ${help}`);
      return;
    }
    const parsed = evaluationRequestSchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      setError(`${issue.path.join('.') || 'The request'}: ${issue.message}`);
      return;
    }
    write(text);
    setBusy(true);
    try {
      const answer = await api.evaluateDraft({
        files: preview.files,
        request: parsed.data,
      });
      setDecision(answer.decision);
      if (!answer.decision) {
        setError(answer.diagnostics[0]?.message ?? 'There was no decision.');
      }
    } catch (problem) {
      setError(messageOf(problem as Error));
    }
    setBusy(false);
  };

  return (
    <Section
      title="Ask for a decision"
      hint="As a service will, of the engine you chose. Nothing is published yet."
      padded
      action={
        <Button variant="contained" size="small" onClick={ask} disabled={busy}>
          {busy ? 'Asking …' : 'Ask'}
        </Button>
      }
    >
      <Stack spacing={2}>
        <TextField
          select
          size="small"
          label="Begin with a case"
          value=""
          onChange={event => {
            const chosen = cases.find(
              result => result.case.name === event.target.value,
            );
            if (chosen) {
              write(JSON.stringify(chosen.case.request, null, 2));
              setDecision(undefined);
            }
          }}
        >
          {cases.map(result => (
            <MenuItem key={result.case.name} value={result.case.name}>
              {result.case.name}
            </MenuItem>
          ))}
        </TextField>
        <Box
          sx={{
            height: 260,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            overflow: 'hidden',
          }}
        >
          <CodeEditor
            value={text}
            fileName="request.json"
            ariaLabel="Request"
            onChange={write}
          />
        </Box>
        <Box role="status" aria-live="polite">
          {decision && (
            <Stack spacing={1} alignItems="flex-start">
              <DecisionChip outcome={decision.outcome} />
              <Typography variant="body2">
                <LongText text={decision.reason} />
              </Typography>
            </Stack>
          )}
          {error && (
            <Alert severity="warning">
              <LongText text={error} />
            </Alert>
          )}
        </Box>
      </Stack>
    </Section>
  );
}
