import { Diagnostic } from '@internal/plugin-policies-common';
import ErrorIcon from '@mui/icons-material/Error';
import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { toneColour } from '../ToneChip';
import { FileState } from '../Playground/model';

const MARKS: Record<FileState, { letter: string; words: string }> = {
  same: { letter: '', words: '' },
  changed: { letter: 'M', words: 'changed' },
  added: { letter: 'A', words: 'added' },
  deleted: { letter: 'D', words: 'deleted' },
};

type TreeFile = { path: string; state: FileState };

function foldersOf(files: TreeFile[]): Array<[string, TreeFile[]]> {
  const folders = new Map<string, TreeFile[]>();
  for (const file of files) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].sort(([a], [b]) => a.localeCompare(b));
}

function FileRow(props: {
  file: TreeFile;
  active: boolean;
  severity?: Diagnostic['severity'];
  onOpen: (path: string) => void;
}) {
  const { file, active, severity, onOpen } = props;
  const { letter, words } = MARKS[file.state];
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return (
    <ButtonBase
      onClick={() => onOpen(file.path)}
      aria-current={active ? 'true' : undefined}
      title={words ? `${file.path} (${words})` : file.path}
      sx={theme => ({
        width: '100%',
        justifyContent: 'flex-start',
        gap: 0.5,
        px: 1,
        py: '3px',
        borderRadius: 1,
        fontSize: 13,
        fontFamily: 'inherit',
        textAlign: 'left',
        color: 'text.primary',
        backgroundColor: active ? 'action.selected' : 'transparent',
        fontWeight: active ? 600 : 400,
        '&:hover': { backgroundColor: 'action.hover' },
        '&.Mui-focusVisible': {
          outline: `2px solid ${theme.palette.primary.main}`,
        },
      })}
    >
      <Box
        component="span"
        sx={{
          flex: 1,
          minWidth: 0,
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
          textDecoration: file.state === 'deleted' ? 'line-through' : 'none',
        }}
      >
        {name}
      </Box>
      {severity === 'error' && (
        <ErrorIcon
          titleAccess="has errors"
          sx={theme => ({ fontSize: 15, color: toneColour(theme, 'bad') })}
        />
      )}
      {severity === 'warning' && (
        <WarningIcon
          titleAccess="has warnings"
          sx={theme => ({ fontSize: 15, color: toneColour(theme, 'warning') })}
        />
      )}
      {letter && (
        <Box
          component="span"
          aria-label={words}
          role="img"
          sx={theme => ({
            fontWeight: 700,
            fontSize: 12,
            color: toneColour(theme, file.state === 'deleted' ? 'bad' : 'info'),
          })}
        >
          {letter}
        </Box>
      )}
    </ButtonBase>
  );
}

/** Files of a draft by folder, with what changed and what has errors. */
export function FileTree(props: {
  files: TreeFile[];
  active?: string;
  diagnostics: Diagnostic[];
  onOpen: (path: string) => void;
}) {
  const { files, active, diagnostics, onOpen } = props;
  const severityOf = (path: string) => {
    const own = diagnostics.filter(item => item.file === path);
    return (
      own.find(item => item.severity === 'error')?.severity ?? own[0]?.severity
    );
  };
  return (
    <Box component="nav" aria-label="Files of the set" sx={{ p: 0.5 }}>
      {foldersOf(files).map(([folder, inside]) => (
        <Box key={folder}>
          {folder && (
            <Typography
              variant="caption"
              component="div"
              color="text.secondary"
              sx={{ px: 1, pt: 1, m: 0, display: 'block', fontWeight: 600 }}
            >
              {folder}
            </Typography>
          )}
          <Box
            component="ul"
            aria-label={folder || undefined}
            sx={{ listStyle: 'none', m: 0, p: 0 }}
          >
            {inside.map(file => (
              <li key={file.path}>
                <FileRow
                  file={file}
                  active={file.path === active}
                  severity={severityOf(file.path)}
                  onOpen={onOpen}
                />
              </li>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
