import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { FILE_FIELD, PolicyFile } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ChangeEvent, useState } from 'react';
import { useTemplates } from '../../hooks/useTemplates';
import { Section } from '../Section';
import { ErrorMessage, messageOf } from '../StateMessage';
import { ActionNames } from './ActionNames';
import { ChoiceCard } from './ChoiceCard';
import { plural, slugOf } from './model';
import { StepProps } from './StepProps';
import { TextAnswer } from './TextAnswer';

/** What is decided: from a template, or with files a team brings. */
export function SubjectStep(props: StepProps) {
  const { state } = props;
  const { get, set } = state;
  const templates = useTemplates();
  const start = get('start') || 'template';
  const imports = start === 'import';
  const template = templates.value?.find(
    ({ name }) => !imports && name === get('template'),
  );
  return (
    <>
      <Section
        title="Start"
        hint="A template is a complete set that you make your own; files you have are taken as they are."
        padded
      >
        <RadioGroup
          row
          aria-label="How to start"
          value={start}
          onChange={(_, value) => set({ start: value })}
        >
          <FormControlLabel
            value="template"
            control={<Radio size="small" />}
            label="From a template"
          />
          <FormControlLabel
            value="import"
            control={<Radio size="small" />}
            label="Bring my own policies"
          />
        </RadioGroup>
        {imports && <Import {...props} />}
        {start === 'template' && templates.error && (
          <ErrorMessage
            error={templates.error}
            what="the templates"
            onRetry={templates.retry}
            dense
          />
        )}
        {start === 'template' && templates.loading && (
          <Skeleton variant="rounded" height={200} />
        )}
        {start === 'template' && templates.value && (
          <RadioGroup
            aria-label="Template"
            value={get('template')}
            onChange={(_, name) => set({ template: name, start })}
          >
            <Box
              sx={{
                display: 'grid',
                gap: 1,
                mt: 1,
                gridTemplateColumns: {
                  xs: 'minmax(0, 1fr)',
                  lg: 'repeat(2, minmax(0, 1fr))',
                },
              }}
            >
              {templates.value.map(({ name, title, description }) => (
                <ChoiceCard
                  key={name}
                  value={name}
                  chosen={get('template') === name}
                >
                  <Typography variant="body2" fontWeight={600}>
                    {title}
                  </Typography>
                  <Typography variant="body2" color="text.secondary">
                    {description}
                  </Typography>
                </ChoiceCard>
              ))}
            </Box>
          </RadioGroup>
        )}
      </Section>
      <Section title="The policy set" padded>
        <Stack spacing={2}>
          <TextAnswer
            state={state}
            field="title"
            label="Title"
            placeholder="Chargebacks"
            help="What people call it."
            required
            alsoSet={(title): Record<string, string> =>
              get('set') === slugOf(get('title')) ? { set: slugOf(title) } : {}
            }
          />
          <TextAnswer
            state={state}
            field="set"
            label="Name"
            placeholder="chargebacks"
            help="Stands in URLs and annotations and stays: lower case letters, digits and dashes."
            required
          />
          <TextAnswer
            state={state}
            field="runbook"
            label="Runbook"
            placeholder="https://…"
            help="What to do when decisions go wrong; people on call find it on the page of the set."
          />
        </Stack>
      </Section>
      <Section
        title="What is decided"
        hint="As services ask: who wants to do what, with what."
        padded
      >
        <Stack spacing={2}>
          <TextAnswer
            state={state}
            field="resourceType"
            label="What is decided about"
            placeholder={template?.resourceType ?? 'document'}
            help={
              imports
                ? 'The AuthZEN resource types that services send, separated by commas. Write them as the files name them, for example Shop::Document.'
                : 'The AuthZEN resource type that services send. One set decides a type.'
            }
            required={imports}
          />
          <TextAnswer
            state={state}
            field="subjectType"
            label="Who asks to do something"
            placeholder={template?.subjectType ?? 'user'}
            help={`The AuthZEN subject type; left empty, it is ${
              imports ? 'told from the files' : "the template's"
            }.`}
          />
          {imports && (
            <TextAnswer
              state={state}
              field="actions"
              label="What may be done"
              placeholder="read, approve"
              help="The AuthZEN actions that services send, separated by commas; left empty, they are told from the files."
            />
          )}
          {template && <ActionNames state={state} actions={template.actions} />}
        </Stack>
      </Section>
    </>
  );
}

function Import(props: StepProps) {
  const { id, state } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const count = Object.entries(state.journey?.fields ?? {}).filter(
    ([name, { value }]) => name.startsWith(FILE_FIELD) && value !== null,
  ).length;

  const bring = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])];
    event.target.value = '';
    if (!chosen.length) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const [first] = chosen;
      const bundle =
        chosen.length === 1 && /\.zip$/i.test(first.name)
          ? new Blob([first], { type: 'application/zip' })
          : { files: await Promise.all(chosen.map(readFile)) };
      await state.act(api => api.importJourneyFiles(id, bundle));
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };

  return (
    <Stack spacing={1.5} alignItems="flex-start" sx={{ mt: 1 }}>
      <Typography variant="body2">
        A zip of the folder, or its files: Cedar, Rego, OpenFGA, Casbin or
        Cerbos, with tests if there are some. The language is told from them,
        and a <code>policy-set.yaml</code> is written where there is none.
      </Typography>
      <Button
        component="label"
        variant="outlined"
        size="small"
        startIcon={<UploadIcon />}
        disabled={busy}
      >
        {busy ? 'Reading …' : 'Choose files'}
        <input
          type="file"
          multiple
          hidden
          aria-label="Policy files"
          onChange={bring}
        />
      </Button>
      {count > 0 && (
        <Typography variant="body2" color="text.secondary" role="status">
          {plural(count, 'file')} brought. Choosing again replaces them.
        </Typography>
      )}
      {error && (
        <Alert severity="error" sx={{ overflowWrap: 'anywhere' }}>
          {messageOf(error)}
        </Alert>
      )}
    </Stack>
  );
}

async function readFile(file: File): Promise<PolicyFile> {
  return {
    path: file.webkitRelativePath || file.name,
    content: await file.text(),
  };
}
