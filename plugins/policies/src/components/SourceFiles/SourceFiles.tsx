import { PolicyFile } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { CodeEditor } from '../CodeEditor';
import { Identifier } from '../Identifier';

/** Files as the engine reads them, highlighted. */
export function SourceFiles(props: { set: string; files: PolicyFile[] }) {
  const { set, files } = props;
  return (
    <Stack spacing={2}>
      {files.map(file => (
        <div key={file.path}>
          <Stack
            direction="row"
            justifyContent="space-between"
            alignItems="center"
            spacing={1}
            sx={{ mb: 0.5 }}
          >
            <Identifier value={file.path} what="path" />
            <Button
              size="small"
              component={RouterLink}
              to={paths.playground(set, { file: file.path })}
              aria-label={`Edit in playground: ${file.path}`}
            >
              Edit in playground
            </Button>
          </Stack>
          <Box
            sx={{
              border: 1,
              borderColor: 'divider',
              borderRadius: 1,
              overflow: 'hidden',
            }}
          >
            <CodeEditor
              value={file.content}
              fileName={file.path}
              readOnly
              height="auto"
              ariaLabel={`Source of ${file.path}`}
            />
          </Box>
        </div>
      ))}
    </Stack>
  );
}
