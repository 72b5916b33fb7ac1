import {
  PlaygroundDecision,
  PolicyFile,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import SaveIcon from '@mui/icons-material/PlaylistAdd';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import { memo, useState } from 'react';
import { CodeEditor } from '../CodeEditor';
import { FileCase, formatRequest, ParsedRequest } from '../Playground/model';
import { BAR_HEIGHT, denseTab, denseTabs } from '../PlaygroundPanes';
import { RequestForm } from './RequestForm';
import { SaveCaseDialog } from './SaveCaseDialog';

function Pane(props: {
  text: string;
  parsed: ParsedRequest;
  cases: FileCase[];
  /** The case whose request this is. */
  current?: FileCase;
  caseFiles: PolicyFile[];
  vocabulary?: RequestVocabulary;
  decision?: PlaygroundDecision;
  onChange: (text: string) => void;
  onSaveCase: (path: string, content: string) => void;
}) {
  const { text, parsed, cases, current, caseFiles, vocabulary, decision } =
    props;
  const { onChange, onSaveCase } = props;
  const [view, setView] = useState<'form' | 'json'>('form');
  const [saving, setSaving] = useState(false);

  return (
    <Stack
      component="section"
      aria-label="Request"
      sx={{
        flex: 1,
        minWidth: 0,
        minHeight: 0,
        '& input, & [role=combobox]': { fontSize: 14 },
      }}
    >
      <Stack
        direction="row"
        alignItems="center"
        sx={{
          borderBottom: 1,
          borderColor: 'divider',
          pr: 1,
          minHeight: BAR_HEIGHT,
        }}
      >
        <Tabs
          value={view}
          onChange={(_event, next) => setView(next)}
          aria-label="Ways to write the request"
          sx={{ ...denseTabs, flex: 1 }}
        >
          <Tab
            sx={denseTab}
            value="form"
            label="Request"
            id="playground-request-form-tab"
            aria-controls="playground-request-form"
          />
          <Tab
            sx={denseTab}
            value="json"
            label="JSON"
            id="playground-request-json-tab"
            aria-controls="playground-request-json"
          />
        </Tabs>
        <Tooltip title="Add this request to the cases of the draft">
          <span>
            <Button
              size="small"
              startIcon={<SaveIcon />}
              disabled={!parsed.request}
              onClick={() => setSaving(true)}
              sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}
            >
              Save as case
            </Button>
          </span>
        </Tooltip>
      </Stack>
      {cases.length > 0 && (
        <Box sx={{ px: 2, pt: 2 }}>
          <Autocomplete
            size="small"
            options={cases}
            value={current ?? null}
            getOptionLabel={option => option.case.name}
            isOptionEqualToValue={(a, b) =>
              a.file === b.file && a.case.name === b.case.name
            }
            groupBy={option => option.file}
            getOptionKey={option => `${option.file}:${option.case.name}`}
            onChange={(_event, option) =>
              option && onChange(formatRequest(option.case.request))
            }
            renderInput={parameters => (
              <TextField
                {...parameters}
                label="Load a case"
                placeholder={`${cases.length} cases`}
              />
            )}
          />
        </Box>
      )}
      <Box
        role="tabpanel"
        id={`playground-request-${view}`}
        aria-labelledby={`playground-request-${view}-tab`}
        sx={{ flex: 1, minHeight: 0, overflow: 'auto', mt: 1 }}
      >
        {view === 'json' && (
          <CodeEditor
            fileName="request.json"
            value={text}
            onChange={onChange}
            diagnostics={parsed.diagnostics}
            ariaLabel="Request as JSON. Press Escape, then Tab to leave the editor."
          />
        )}
        {view === 'form' && (
          <Box sx={{ px: 2, py: 1 }}>
            {parsed.value ? (
              <RequestForm
                value={parsed.value}
                vocabulary={vocabulary}
                onChange={value => onChange(formatRequest(value))}
              />
            ) : (
              <Alert
                variant="outlined"
                severity="warning"
                action={
                  <Button
                    color="inherit"
                    size="small"
                    onClick={() => setView('json')}
                  >
                    Open JSON
                  </Button>
                }
              >
                {parsed.diagnostics[0]?.message} The form comes back when the
                JSON can be read.
              </Alert>
            )}
          </Box>
        )}
      </Box>
      {saving && parsed.request && (
        <SaveCaseDialog
          caseFiles={caseFiles}
          request={parsed.request}
          decision={decision}
          onClose={() => setSaving(false)}
          onSave={(path, content) => {
            onSaveCase(path, content);
            setSaving(false);
          }}
        />
      )}
    </Stack>
  );
}

/**
 * The request, as form or as JSON: both edit one text. Drawn again only when the request or what the
 * engine says of it changed, not at each key in a policy.
 */
export const RequestPane = memo(Pane);
