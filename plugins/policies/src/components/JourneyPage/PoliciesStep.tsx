import {
  BROUGHT_FILE,
  CaseResult,
  FILE_FIELD,
  isCaseFile,
  MANIFEST_FILE,
  PolicyFile,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useMemo, useState } from 'react';
import { CodeEditor } from '../CodeEditor';
import { Column, DataTable } from '../DataTable';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { DiagnosticsList } from '../DiagnosticsList';
import { RequestSummary } from '../RequestSummary';
import { Section } from '../Section';
import { messageOf, StateMessage } from '../StateMessage';
import { expectOtherwise } from './expectOtherwise';
import { PreviewPending } from './PreviewPending';
import { StepProps } from './StepProps';

/** The policies, to read and make one's own, and the cases they have to pass. */
export function PoliciesStep(props: StepProps) {
  const { id, state } = props;
  const { preview, get, set, journey } = state;
  const files = useMemo(() => preview?.files ?? [], [preview]);
  const [chosen, setChosen] = useState<string>();
  const [generating, setGenerating] = useState(false);
  const [failed, setFailed] = useState<Error>();
  const file =
    files.find(({ path }) => path === chosen) ??
    files.find(({ path }) => path.startsWith('policies/')) ??
    files.find(
      ({ path }) =>
        path !== MANIFEST_FILE && path !== BROUGHT_FILE && !isCaseFile(path),
    ) ??
    files[0];
  // What the catalog gets is answered in the first step.
  const isAnswered =
    file?.path === BROUGHT_FILE &&
    Boolean(get('domainTitle') || get('ownerTitle'));
  const field = file && !isAnswered ? `${FILE_FIELD}${file.path}` : undefined;
  // What is being typed is ahead of what the preview knows.
  const isWritten = Boolean(
    field && (journey?.fields[field]?.value ?? undefined) !== undefined,
  );
  const typed = field ? get(field) : '';
  const text = typed || isWritten ? typed : file?.content ?? '';

  const generate = async () => {
    setGenerating(true);
    setFailed(undefined);
    try {
      await state.act(api => api.generateJourneyCases(id));
    } catch (problem) {
      setFailed(problem as Error);
    }
    setGenerating(false);
  };

  const columns = useMemo<Column<CaseResult>[]>(
    () => caseColumns(files, set, state.readOnly),
    [files, set, state.readOnly],
  );

  if (!file) {
    return (
      <Section title="Policies">
        {preview ? (
          <StateMessage kind="empty" title="There are no files yet" dense>
            {preview.problems[0]?.message ??
              'Answer the steps before, and they are written.'}
          </StateMessage>
        ) : (
          <PreviewPending state={state} />
        )}
      </Section>
    );
  }
  return (
    <>
      <Section
        title="Files"
        hint={
          isAnswered
            ? 'It follows from your answers about the domain and its owner.'
            : 'Change what you like; the engine validates as you type.'
        }
      >
        <Tabs
          value={file.path}
          onChange={(_, path) => setChosen(path)}
          variant="scrollable"
          scrollButtons="auto"
          aria-label="Files of the set"
          sx={{ minHeight: 40, borderBottom: 1, borderColor: 'divider' }}
        >
          {files.map(({ path }) => (
            <Tab
              key={path}
              value={path}
              label={path}
              sx={{
                minHeight: 40,
                textTransform: 'none',
                fontFamily: 'monospace',
                fontSize: '0.8125rem',
              }}
            />
          ))}
        </Tabs>
        <Box sx={{ height: 340 }}>
          <CodeEditor
            value={text}
            fileName={file.path}
            ariaLabel={`Text of ${file.path}`}
            diagnostics={preview?.diagnostics.filter(
              diagnostic => diagnostic.file === file.path,
            )}
            readOnly={state.readOnly || field === undefined}
            onChange={content => field && set({ [field]: content })}
          />
        </Box>
        {preview && preview.diagnostics.length > 0 && (
          <DiagnosticsList diagnostics={preview.diagnostics} />
        )}
      </Section>
      <Section
        title="Cases"
        hint="Requests with the decision your domain expects. Read each; correct what is wrong."
        action={
          <Button
            size="small"
            disabled={generating || state.readOnly}
            onClick={generate}
            sx={{ textTransform: 'none' }}
          >
            Generate cases
          </Button>
        }
      >
        {failed && (
          <Alert
            severity="warning"
            onClose={() => setFailed(undefined)}
            sx={{ mx: 2.5, mb: 1, overflowWrap: 'anywhere' }}
          >
            {messageOf(failed)}
          </Alert>
        )}
        <DataTable
          plain
          label="Cases"
          prefix="case."
          columns={columns}
          rows={preview?.cases ?? []}
          rowKey={result => result.case.name}
          empty={
            <StateMessage kind="empty" title="No cases" dense>
              {preview?.diagnostics.length
                ? 'They run when the files validate.'
                : 'Add some to a file under tests/.'}
            </StateMessage>
          }
        />
      </Section>
    </>
  );
}

function caseColumns(
  files: PolicyFile[],
  set: StepProps['state']['set'],
  readOnly: boolean,
): Column<CaseResult>[] {
  return [
    {
      id: 'name',
      title: 'Case',
      breakAnywhere: true,
      render: result => (
        <>
          {result.case.name}
          <Box>
            <RequestSummary request={result.case.request} />
          </Box>
        </>
      ),
    },
    {
      id: 'expected',
      title: 'Expected',
      width: 110,
      render: result => (
        <DecisionChip outcome={outcomeOf(result.case.expect.decision)} />
      ),
    },
    {
      id: 'decided',
      title: 'Decided',
      width: 110,
      render: result => (
        <DecisionChip
          outcome={
            result.status === 'error' ? 'error' : outcomeOf(result.decision)
          }
        />
      ),
    },
    {
      id: 'correct',
      title: '',
      align: 'right',
      width: 150,
      render: result => (
        <Button
          size="small"
          disabled={readOnly}
          sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}
          aria-label={`Expect ${
            result.case.expect.decision ? 'denied' : 'allowed'
          } for ${result.case.name}`}
          onClick={() => {
            const file = files.find(({ path }) => path === result.file);
            if (file) {
              set({
                [`${FILE_FIELD}${file.path}`]: expectOtherwise(
                  file.content,
                  result.case.name,
                ),
              });
            }
          }}
        >
          Expect {result.case.expect.decision ? 'denied' : 'allowed'}
        </Button>
      ),
    },
  ];
}
